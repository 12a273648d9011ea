package io.steward.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    @TempDir
    private Path folder;

    @Test
    void isFoundAgainByIdAndStartTimeOnly() {
        ChildProcess process = shell("exec sleep 60");
        try {
            assertThat(ChildProcess.find(process.pid(), process.startedAt())).isPresent();
            assertThat(ChildProcess.find(process.pid(), process.startedAt().minusSeconds(60)))
                    .isEmpty();
        } finally {
            process.kill();
        }
        assertThat(ChildProcess.find(process.pid(), process.startedAt())).isEmpty();
    }

    @Test
    void goesWhenAsked() {
        assertThat(shell("exec sleep 60").stop(Signal.TERM, Duration.ofSeconds(10)))
                .isTrue();
    }

    @Test
    void isKilledWithItsChildrenWhenItDoesNotGo() {
        ChildProcess stubborn = shell("trap '' TERM; sleep 61 & echo ready; wait; sleep 60");
        awaitOutput(stubborn, "ready");
        List<ProcessHandle> tree = stubborn.tree().toList();
        assertThat(tree).hasSizeGreaterThan(1);

        assertThat(stubborn.stop(Signal.TERM, Duration.ofMillis(300))).isFalse();
        tree.forEach(p ->
                p.onExit().orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join());
        assertThat(tree).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void succeedsWithExitCodeZeroAlone() {
        ChildProcess good = shell("exit 0");
        ChildProcess bad = shell("exit 3");
        assertThat(good.awaitExit(Duration.ofSeconds(10))).isTrue();
        assertThat(bad.awaitExit(Duration.ofSeconds(10))).isTrue();
        assertThat(good.succeeded()).isTrue();
        assertThat(bad.succeeded()).isFalse();
    }

    @Test
    void hasAProcessGroupOfItsOwn() throws Exception {
        ChildProcess process = shell("echo ready; exec sleep 60");
        try {
            awaitOutput(process, "ready");
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String group = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2];
            assertThat(group).isEqualTo(Long.toString(process.pid()));
        } finally {
            process.kill();
        }
    }

    @Test
    void anEarlyEndIsReportedWithTheLog() {
        ChildProcess process = shell("echo no such disk; exit 3");
        assertThatThrownBy(
                        () -> Await.ready("thing", process, () -> false, Duration.ofSeconds(10), folder.resolve("log")))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("thing ended while starting")
                .hasMessageContaining("no such disk");
    }

    private void awaitOutput(ChildProcess process, String line) {
        Path log = folder.resolve("log");
        Await.ready("shell", process, () -> Await.tail(log, 1).equals(line), Duration.ofSeconds(10), log);
    }

    private ChildProcess shell(String script) {
        return ChildProcess.start(List.of("/bin/sh", "-c", script), Map.of(), folder.resolve("log"));
    }
}
