package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Path ROOT = Path.of("/opt/steward");

    @Test
    void theStandardPlaces() {
        Settings settings = Settings.from(ROOT, Map.of());
        assertThat(settings.home()).isEqualTo(Path.of("/opt/steward/.steward"));
        assertThat(settings.cache()).isEqualTo(Path.of("/opt/steward/.steward/cache"));
        assertThat(settings.wanted()).containsExactly(Component.values());
        assertThat(settings.port(Component.GATEWAY)).isEqualTo(8080);
        assertThat(settings.managementPort(Component.GATEWAY)).isEqualTo(9100);
        assertThat(settings.port(Component.KNOWLEDGE)).isEqualTo(8105);
        assertThat(settings.managementPort(Component.KNOWLEDGE)).isEqualTo(9105);
        assertThat(settings.port(Component.POSTGRES)).isEqualTo(15432);
        assertThat(settings.port(Component.KAFKA)).isEqualTo(19092);
        assertThat(settings.ports()).containsEntry(Port.SMTP, 1025).containsEntry(Port.KAFKA_CONTROLLER, 19093);
        assertThat(settings.jar(Component.GATEWAY))
                .isEqualTo(Path.of("/opt/steward/gateway/target/quarkus-app/quarkus-run.jar"));
        assertThat(settings.jar(Component.SLA))
                .isEqualTo(Path.of("/opt/steward/sla-service/target/quarkus-app/quarkus-run.jar"));
    }

    @Test
    void everyPortHasItsSetting() {
        for (Port port : Port.all()) {
            Settings moved = Settings.from(ROOT, Map.of(port.setting(), "4711"));
            assertThat(moved.ports().get(port)).as(port.setting()).isEqualTo(4711);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "80 80"})
    void aWrongPortNamesItsSetting(String value) {
        assertThatThrownBy(() -> Settings.from(ROOT, Map.of("STEWARD_PORT_SLA", value)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("STEWARD_PORT_SLA=" + value + " is not a port number (1 to 65535)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "65535"})
    void theEndsOfTheRangeArePorts(String value) {
        assertThat(Settings.from(ROOT, Map.of("STEWARD_PORT_SLA", value)).port(Component.SLA))
                .isEqualTo(Integer.parseInt(value));
    }

    @Test
    void twoPartsOnOnePortAreRefusedByName() {
        assertThatThrownBy(() -> Settings.from(ROOT, Map.of("STEWARD_PORT_SMTP", "8080")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STEWARD_PORT_SMTP")
                .hasMessageContaining("STEWARD_PORT_GATEWAY")
                .hasMessageContaining("8080");
    }

    @Test
    void aPartOfTheStackCanBeChosen() {
        assertThat(Settings.from(ROOT, Map.of("STEWARD_ONLY", "postgres, mail")).wanted())
                .containsExactly(Component.POSTGRES, Component.MAIL);
        assertThatThrownBy(() -> Settings.from(ROOT, Map.of("STEWARD_ONLY", "postgres,mysql")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("mysql")
                .hasMessageContaining("knowledge");
    }

    @Test
    void thePasswordIsNotPrinted() {
        assertThat(Settings.from(ROOT, Map.of("STEWARD_ADMIN_PASSWORD", "hush")))
                .asString()
                .doesNotContain("hush");
    }
}
