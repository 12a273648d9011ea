package io.steward.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The words before a command that give it a process group of its own, which no Ctrl-C of a terminal and no hangup reaches. Not a session
 * where it can be avoided: Linux divides the processors between sessions first (autogroup, sched(7)), and who yields does so within his
 * own alone.
 */
final class OwnGroup {
    private static final List<String> PREFIX = find();

    private OwnGroup() {}

    static List<String> prefix() {
        return PREFIX;
    }

    private static List<String> find() {
        if (onPath("perl")) {
            return List.of("perl", "-e", "setpgrp; exec { $ARGV[0] } @ARGV or exit 127;");
        }
        if (onPath("setsid")) {
            return List.of("setsid");
        }
        return List.of();
    }

    static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
