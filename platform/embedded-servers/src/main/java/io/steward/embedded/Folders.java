package io.steward.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of the servers. */
public final class Folders {
    private Folders() {}

    /** Deletes a folder with everything in it; links are removed, not followed. Nothing happens when it isn't there. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    /** Where unpacked programs and class archives are kept: STEWARD_CACHE, else {@code cache} in STEWARD_HOME or {@code .steward}. */
    public static Path cache() {
        String cache = System.getenv("STEWARD_CACHE");
        if (cache != null && !cache.isBlank()) {
            return Path.of(cache).toAbsolutePath();
        }
        String home = System.getenv("STEWARD_HOME");
        if (home != null && !home.isBlank()) {
            return Path.of(home).toAbsolutePath().resolve("cache");
        }
        String root = System.getProperty("steward.root", System.getProperty("user.dir"));
        return Path.of(root).toAbsolutePath().resolve(".steward/cache");
    }
}
