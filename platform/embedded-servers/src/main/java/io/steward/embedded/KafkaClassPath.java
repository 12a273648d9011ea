package io.steward.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The broker's class path: what it needs of this JVM's own, and a logger. The rest of a service's test class path stays out,
 * because its logging and its framework would wake up inside the broker.
 */
final class KafkaClassPath {
    private static final List<String> NEEDED = List.of(
            "embedded-servers",
            "kafka",
            "scala-",
            "pcollections",
            "HdrHistogram",
            "hash4j",
            "caffeine",
            "log4j-api",
            "log4j-core",
            "argparse4j",
            "commons-",
            "jackson-",
            "snakeyaml",
            "jopt-simple",
            "jose4j",
            "metrics-core",
            "slf4j-api",
            "re2j",
            "zstd-jni",
            "snappy-java",
            "lz4-java",
            "jspecify");

    private KafkaClassPath() {}

    /** Puts the logger's jar into {@code folder} and returns the whole path. */
    static String in(Path folder) {
        Stream<String> needed = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(KafkaClassPath::isNeeded);
        return Stream.concat(needed, Stream.of(logger(folder).toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isNeeded(String entry) {
        Path path = Path.of(entry);
        if (!entry.endsWith(".jar")) {
            return entry.contains("embedded-servers") && path.endsWith("classes");
        }
        String name = path.getFileName().toString();
        return NEEDED.stream().anyMatch(name::startsWith);
    }

    private static Path logger(Path folder) {
        Path jar = folder.resolve("slf4j-simple.jar");
        try (InputStream in = KafkaClassPath.class.getResourceAsStream("/io/steward/embedded/lib/slf4j-simple.jar")) {
            if (in == null) {
                throw new ServerException("the broker's logger is not packed; build embedded-servers with Maven");
            }
            Files.createDirectories(folder);
            if (!Files.exists(jar)) {
                Path fresh = Files.createTempFile(folder, "slf4j-simple", ".tmp");
                Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE);
            }
            return jar;
        } catch (IOException e) {
            throw new ServerException("cannot unpack the broker's logger into " + folder, e);
        }
    }
}
