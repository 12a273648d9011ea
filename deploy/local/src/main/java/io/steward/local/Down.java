package io.steward.local;

import io.steward.embedded.Folders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;

/** {@code ./steward down}: stops all that runs; with purge, data and secrets go too. */
final class Down {
    /** What a purge deletes; the cache of programs stays, and a stranger's files in STEWARD_HOME are not touched. */
    private static final List<String> FOLDERS = List.of("data", "logs", "run");

    private static final List<String> FILES = List.of("secrets.properties", "administrator", GitKeyset.FILE);

    private final Settings settings;
    private final PrintStream out;

    Down(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    void run(boolean purge) throws Exception {
        if (!Files.isDirectory(settings.home())) {
            out.println("Steward is down.");
            return;
        }
        var run = new RunFolder(settings.home());
        try (AutoCloseable lock = run.lock()) {
            new Shutdown(run, out).stop(EnumSet.allOf(Component.class));
            new SchedulingGroup(settings.home()).remove();
            if (purge) {
                purge();
            }
        }
        out.println(
                purge ? "Steward is down, its data and secrets are deleted." : "Steward is down; its data is kept.");
    }

    private void purge() throws IOException {
        for (String folder : FOLDERS) {
            Folders.delete(settings.home().resolve(folder));
        }
        for (String file : FILES) {
            Files.deleteIfExists(settings.home().resolve(file));
        }
    }
}
