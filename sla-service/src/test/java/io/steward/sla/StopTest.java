package io.steward.sla;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** An instance of its own, because it is stopped. */
@QuarkusTest
@TestProfile(StopTest.Alone.class)
@WithTestResource(StewardServers.class)
class StopTest {
    public static class Alone implements QuarkusTestProfile {}

    @Inject
    Event<ShutdownEvent> stop;

    @Test
    void a_clean_stop_leaves_the_outbox_to_the_next_instance_at_once() {
        Eventually.check(() -> assertThat(owned()).isEqualTo(16L));

        stop.fire(new ShutdownEvent());

        assertThat(owned()).isEqualTo(0L);
    }

    private static Object owned() {
        return Database.value("SELECT count(*) FROM sla.outbox_lease WHERE owner IS NOT NULL AND expires_at > now()");
    }
}
