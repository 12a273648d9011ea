package io.steward.local;

import io.steward.embedded.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of a process and its children in MiB: the proportional share (PSS) where the kernel tells it, else the resident set. */
final class ProcessMemory {
    private ProcessMemory() {}

    static long mebibytes(ChildProcess process) {
        return Math.round(process.tree().mapToLong(h -> kibibytes(h.pid())).sum() / 1024.0);
    }

    private static long kibibytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinuxOrGone) {
            return residentKibibytes(pid);
        }
    }

    private static long residentKibibytes(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            try (BufferedReader reader = ps.inputReader()) {
                String line = reader.readLine();
                return line == null ? 0 : Long.parseLong(line.strip());
            }
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
    }
}
