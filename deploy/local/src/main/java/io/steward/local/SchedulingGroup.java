package io.steward.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One group of the scheduler for the whole stack: a cgroup of the cpu controller, where Linux would else divide the processors between
 * sessions first (autogroup, sched(7)). Each process of PostgreSQL is a session, and a thread that yields, as those do that hash passwords, does so
 * within its own group alone. Made only where that needs no change of a setting: the processes are in the controller's root group, and
 * the user may write there. Elsewhere the groups are left as they are.
 */
final class SchedulingGroup {
    private static final String PROCESSES = "cgroup.procs";
    private static final String MOUNTS = "proc/self/mountinfo";

    private final Path system;
    private final Path home;

    SchedulingGroup(Path home) {
        this(Path.of("/"), home);
    }

    /** @param system what stands for the root of the file system */
    SchedulingGroup(Path system, Path home) {
        this.system = system;
        this.home = home.toAbsolutePath().normalize();
    }

    /** Puts a process with all its threads into the group; children that it has already stay where they are. */
    void take(long pid) {
        folder().ifPresent(folder -> {
            try {
                Files.createDirectory(folder);
            } catch (IOException thereAlreadyOrNotForUs) {
                // Which of the two, the next line tells.
            }
            join(folder, pid);
        });
    }

    /**
     * Puts the calling process where another one is, if it may.
     *
     * @return whether both are in one group now, or were before, or the system has none
     */
    boolean joinThatOf(long pid) {
        try {
            Optional<Controller> controller = controller();
            if (controller.isEmpty()) {
                return true;
            }
            String group = group(controller.get(), Long.toString(pid));
            return group.equals(group(controller.get(), "self"))
                    || join(
                            system.resolve(controller.get().mount() + group),
                            ProcessHandle.current().pid());
        } catch (IOException gone) {
            return false;
        }
    }

    /** Removes the group, unless there is a process in it. */
    void remove() {
        folder().ifPresent(folder -> {
            try {
                Files.delete(folder);
            } catch (IOException noneOrInUse) {
                // The next start takes it again.
            }
        });
    }

    /** Where the group of this stack is or would be; nothing where the system has the processes in a group already, or makes none by sessions. */
    Optional<Path> folder() {
        try {
            if (!"1".equals(read("proc/sys/kernel/sched_autogroup_enabled").strip())) {
                return Optional.empty();
            }
            Optional<Controller> controller = controller();
            if (controller.isEmpty() || !group(controller.get(), "self").equals("/")) {
                return Optional.empty();
            }
            String name = "steward-"
                    + UUID.nameUUIDFromBytes(home.toString().getBytes(StandardCharsets.UTF_8))
                            .toString()
                            .substring(0, 8);
            return Optional.of(system.resolve(controller.get().mount()).resolve(name));
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    private boolean join(Path folder, long pid) {
        try {
            Files.writeString(folder.resolve(PROCESSES), Long.toString(pid), StandardOpenOption.WRITE);
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }

    /** The cpu controller; of version 2 only where the root group hands it down already. */
    private Optional<Controller> controller() throws IOException {
        Optional<Controller> second = Optional.empty();
        if (!Files.isReadable(system.resolve(MOUNTS))) {
            return second;
        }
        for (String line : read(MOUNTS).lines().toList()) {
            List<String> words = Arrays.asList(line.split(" "));
            int type = words.indexOf("-") + 1;
            if (type == 0 || words.size() < type + 3 || !words.get(3).equals("/")) {
                continue;
            }
            String mount = words.get(4).substring(1);
            if (words.get(type).equals("cgroup")
                    && Stream.of(words.get(type + 2).split(",")).anyMatch("cpu"::equals)) {
                return Optional.of(new Controller(mount, true));
            }
            if (words.get(type).equals("cgroup2") && handsDown(mount)) {
                second = Optional.of(new Controller(mount, false));
            }
        }
        return second;
    }

    private boolean handsDown(String mount) throws IOException {
        Path controllers = system.resolve(mount).resolve("cgroup.subtree_control");
        return Files.isReadable(controllers)
                && Stream.of(Files.readString(controllers).strip().split(" ")).anyMatch("cpu"::equals);
    }

    /**
     * @param process its id, or {@code self}
     * @throws IOException if there is no such process
     */
    private String group(Controller controller, String process) throws IOException {
        return read("proc/" + process + "/cgroup")
                .lines()
                .map(line -> line.split(":", 3))
                .filter(controller::isOf)
                .map(line -> line[2])
                .findFirst()
                .orElse("/");
    }

    private String read(String file) throws IOException {
        return Files.readString(system.resolve(file));
    }

    /**
     * @param mount without the leading slash
     * @param first whether it is one of version 1
     */
    private record Controller(String mount, boolean first) {
        boolean isOf(String[] line) {
            return first
                    ? Stream.of(line[1].split(",")).anyMatch("cpu"::equals)
                    : line[0].equals("0") && line[1].isEmpty();
        }
    }
}
