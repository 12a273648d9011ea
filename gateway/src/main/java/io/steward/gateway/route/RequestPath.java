package io.steward.gateway.route;

/**
 * Which raw paths are looked at at all. What two servers could read in two ways (dot segments, empty segments, encoded
 * slashes or dots, other characters that need no encoding, backslashes, path parameters, bad percent encoding) is refused, so that no check here is passed with
 * a path that a service reads differently.
 *
 * @param path still percent-encoded, without the query
 * @param uri the path with its query
 */
public record RequestPath(String path, String uri) {

    /**
     * The one reading that every check uses, and that goes on to the service: without a slash at the end, which services overlook.
     *
     * @return null for a URI that is refused
     */
    public static RequestPath of(String uri) {
        if (uri.isEmpty() || uri.charAt(0) != '/' || uri.indexOf('#') >= 0) {
            return null;
        }
        var query = uri.indexOf('?');
        var path = query < 0 ? uri : uri.substring(0, query);
        if (!acceptable(path)) {
            return null;
        }
        if (path.length() == 1 || !path.endsWith("/")) {
            return new RequestPath(path, uri);
        }
        var canonical = path.substring(0, path.length() - 1);
        return new RequestPath(canonical, query < 0 ? canonical : canonical + uri.substring(query));
    }

    /** True when the raw (still percent-encoded) path has one reading only. */
    public static boolean acceptable(String path) {
        var length = path.length();
        if (length == 0 || path.charAt(0) != '/') {
            return false;
        }
        var segmentStart = 1;
        for (var i = 1; i < length; i++) {
            var c = path.charAt(i);
            if (c == '/') {
                if (i == segmentStart || isDots(path, segmentStart, i)) {
                    return false;
                }
                segmentStart = i + 1;
            } else if (c == '%') {
                if (!isHarmlessEscape(path, i)) {
                    return false;
                }
                continue;
            } else if (c <= ' ' || c >= 0x7f || c == '\\' || c == ';' || c == '#') {
                return false;
            }
        }
        return !isDots(path, segmentStart, length);
    }

    private static boolean isDots(String path, int from, int to) {
        var size = to - from;
        return (size == 1 && path.charAt(from) == '.')
                || (size == 2 && path.charAt(from) == '.' && path.charAt(from + 1) == '.');
    }

    private static boolean isHarmlessEscape(String path, int at) {
        if (at + 2 >= path.length()) {
            return false;
        }
        var high = Character.digit(path.charAt(at + 1), 16);
        var low = Character.digit(path.charAt(at + 2), 16);
        if (high < 0 || low < 0) {
            return false;
        }
        var value = high * 16 + low;
        return value >= 0x20 && value != 0x7f && value != '/' && value != '\\' && value != ';' && !isUnreserved(value);
    }

    /** RFC 3986 2.3: encoded or not they mean the same, and whoever compares raw paths would see two. */
    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
