package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.embedded.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path home;

    @Test
    void findsWhatRunsAndNotWhatHasEnded() {
        var run = new RunFolder(home);
        ChildProcess process = ChildProcess.start(List.of("sleep", "60"), Map.of(), home.resolve("log"));
        try {
            run.write(Component.MAIL, process, 8025, 0);
            assertThat(run.running(Component.MAIL)).hasValueSatisfying(e -> {
                assertThat(e.pid()).isEqualTo(process.pid());
                assertThat(e.port()).isEqualTo(8025);
            });
        } finally {
            process.kill();
        }
        assertThat(run.running(Component.MAIL)).isEmpty();
        assertThat(run.read(Component.MAIL)).isPresent();
        run.remove(Component.MAIL);
        assertThat(run.read(Component.MAIL)).isEmpty();
    }

    @Test
    void aRecycledProcessIdIsNotOurs() throws Exception {
        var run = new RunFolder(home);
        Files.createDirectories(home.resolve("run"));
        Files.writeString(
                home.resolve("run/mail.pid"),
                "pid=" + ProcessHandle.current().pid() + "\nstartedAt=1000\nport=8025\nmanagement=0\n");
        assertThat(run.read(Component.MAIL)).isPresent();
        assertThat(run.running(Component.MAIL)).isEmpty();
    }

    @Test
    void aDamagedFileIsNone() throws Exception {
        Files.createDirectories(home.resolve("run"));
        Files.writeString(home.resolve("run/mail.pid"), "pid=");
        assertThat(new RunFolder(home).read(Component.MAIL)).isEmpty();
    }

    @Test
    void onlyOneCommandStartsOrStops() throws Exception {
        var run = new RunFolder(home);
        try (AutoCloseable held = run.lock()) {
            assertThatThrownBy(() -> new RunFolder(home).lock())
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("another ./steward command");
        }
        run.lock().close();
    }
}
