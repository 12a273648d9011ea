package io.steward.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The options of every JVM that is started here, in one place: small memory, quick start. */
public final class ServerJvm {
    private ServerJvm() {}

    /** The java program of this JVM. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Options for a server with a heap of at most {@code heap} MiB. Its loaded classes are archived below {@code cache} at the
     * first orderly exit and shared from then on; the JVM checks the archive against jars and JDK and makes a new one
     * when they differ. The name carries the class path, so that different ones don't take turns.
     */
    public static List<String> archived(String name, int heap, Path cache, String classPath) {
        Path archive = cache.resolve("cds").resolve(name + "-" + Integer.toHexString(classPath.hashCode()) + ".jsa");
        archive.getParent().toFile().mkdirs();
        List<String> options = options(heap);
        options.add("-XX:+AutoCreateSharedArchive");
        options.add("-XX:SharedArchiveFile=" + archive);
        return options;
    }

    /**
     * The same without an archive: one helps only classes of the JVM's own loaders. A packaged Quarkus service loads its classes itself,
     * and its archive cost 90 MiB of memory for nothing.
     */
    public static List<String> options(int heap) {
        return new ArrayList<>(List.of(
                "-Xms32m",
                "-Xmx" + heap + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:ReservedCodeCacheSize=64m",
                // Maps shared classes where they were archived, unchanged, so that processes can share the pages.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.net.preferIPv4Stack=true",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    }
}
