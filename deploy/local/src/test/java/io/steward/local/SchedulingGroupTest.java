package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files that look as Linux shows its own; {@link StackTest} sees the real ones, as far as the machine lets it. */
class SchedulingGroupTest {
    private static final String FIRST = "33 31 0:30 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct\n";
    private static final String SECOND =
            "34 31 0:31 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw\n";

    @TempDir
    private Path system;

    private SchedulingGroup group;

    @BeforeEach
    void prepare() throws IOException {
        write("proc/sys/kernel/sched_autogroup_enabled", "1\n");
        write("proc/self/cgroup", "2:cpu,cpuacct:/\n1:cpuset:/elsewhere\n0::/\n");
        write("proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n" + SECOND + FIRST);
        group = new SchedulingGroup(system, Path.of("/srv/steward"));
    }

    @Test
    void a_stack_takes_its_processes_into_a_group_of_its_own() throws IOException {
        Path folder = group.folder().orElseThrow();
        assertThat(folder.getParent()).isEqualTo(system.resolve("sys/fs/cgroup/cpu"));
        write(system.relativize(folder).resolve("cgroup.procs").toString(), "");

        group.take(4711);

        assertThat(folder.resolve("cgroup.procs")).hasContent("4711");
        assertThat(new SchedulingGroup(system, Path.of("/srv/other")).folder()).isNotEqualTo(group.folder());
    }

    @Test
    void the_group_is_removed_when_it_is_empty() throws IOException {
        Path folder = group.folder().orElseThrow();
        Files.createDirectories(folder.getParent());
        group.take(4711);
        assertThat(folder).isEmptyDirectory();

        group.remove();
        group.remove();

        assertThat(folder).doesNotExist();
    }

    @Test
    void without_groups_of_sessions_none_is_needed() throws IOException {
        write("proc/sys/kernel/sched_autogroup_enabled", "0\n");

        assertThat(group.folder()).isEmpty();
    }

    @Test
    void whoever_put_the_processes_into_a_group_has_said_where_they_belong() throws IOException {
        write("proc/self/cgroup", "2:cpu,cpuacct:/jobs/7\n0::/\n");

        assertThat(group.folder()).isEmpty();
    }

    @Test
    void version_two_is_used_where_it_hands_the_controller_down_already() throws IOException {
        write("proc/self/mountinfo", SECOND);
        write("proc/self/cgroup", "0::/\n");
        assertThat(group.folder()).isEmpty();

        write("sys/fs/cgroup/unified/cgroup.subtree_control", "memory pids\n");
        assertThat(group.folder()).isEmpty();

        write("sys/fs/cgroup/unified/cgroup.subtree_control", "cpu memory\n");
        assertThat(group.folder().orElseThrow().getParent()).isEqualTo(system.resolve("sys/fs/cgroup/unified"));
    }

    @Test
    void other_systems_have_none() {
        var elsewhere = new SchedulingGroup(system.resolve("nothing/here"), Path.of("/srv/steward"));

        assertThat(elsewhere.folder()).isEmpty();
        elsewhere.take(4711);
        elsewhere.remove();
        assertThat(elsewhere.joinThatOf(4711)).isTrue();
    }

    @Test
    void a_client_joins_the_group_of_a_process() throws IOException {
        write("proc/4711/cgroup", "2:cpu,cpuacct:/steward-1\n0::/\n");
        assertThat(group.joinThatOf(4711)).isFalse();

        write("sys/fs/cgroup/cpu/steward-1/cgroup.procs", "");
        assertThat(group.joinThatOf(4711)).isTrue();
        assertThat(system.resolve("sys/fs/cgroup/cpu/steward-1/cgroup.procs"))
                .hasContent(Long.toString(ProcessHandle.current().pid()));
        write("proc/4712/cgroup", "2:cpu,cpuacct:/\n0::/\n");
        assertThat(group.joinThatOf(4712)).isTrue();
    }

    private void write(String file, String text) throws IOException {
        Path path = system.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
