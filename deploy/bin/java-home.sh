# Sourced by ./steward and ./mvnw: finds a JDK 25 or newer and exports JAVA_HOME, or says what is needed.
# Order: STEWARD_JAVA_HOME, JAVA_HOME, the java on PATH, then the usual places of Linux, macOS, SDKMAN, asdf and mise.

steward_java_major() {
    [ -x "$1/bin/javac" ] || return 1
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p'
    fi
}

steward_find_java() {
    path_java=$(command -v java 2>/dev/null || true)
    [ -n "$path_java" ] && path_java=$(dirname "$(dirname "$(readlink -f "$path_java" 2>/dev/null || echo "$path_java")")")
    for home in "${STEWARD_JAVA_HOME:-}" "${JAVA_HOME:-}" "$path_java" \
        /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.jdks/*; do
        [ -n "$home" ] && [ -d "$home" ] || continue
        major=$(steward_java_major "$home") || continue
        [ -n "$major" ] && [ "$major" -ge 25 ] && { echo "$home"; return 0; }
    done
    return 1
}

if ! JAVA_HOME=$(steward_find_java); then
    echo "Steward needs a JDK 25 (with javac). None was found in JAVA_HOME, on PATH or in the usual places." >&2
    echo "Install one, or set STEWARD_JAVA_HOME to the folder that holds its bin/javac." >&2
    exit 1
fi
export JAVA_HOME
