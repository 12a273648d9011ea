package io.steward.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.steward.events.AuditEvent.AuditExtended;
import io.steward.events.CloudEventHeaders;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class AuditHeadsTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Inject
    AuditHeads heads;

    @Test
    void the_head_of_a_log_that_has_grown_is_told_once_whoever_looks() {
        String organization = People.organization();
        everybodyPublishes();
        People.admin(organization)
                .body(Map.of("name", "Network"))
                .post("/api/v1/teams")
                .then()
                .statusCode(201);
        everybodyPublishes();
        everybodyPublishes();

        try (EventProbe probe = EventProbe.on(Topic.AUDIT)) {
            probe.await(
                    AuditExtended.class,
                    told -> told.organizationId().toString().equals(organization) && told.auditSequence() == 2);
            List<ConsumerRecord<String, byte[]>> told = probe.all(organization, Duration.ofMillis(300));
            assertThat(told)
                    .extracting(message ->
                            EventProbe.read(message, AuditExtended.class).auditSequence() + " "
                                    + EventProbe.header(message, CloudEventHeaders.SEQUENCE) + " "
                                    + EventProbe.header(message, CloudEventHeaders.TENANT_ID))
                    .containsExactly("1 1 " + organization, "2 2 " + organization);
            assertThat(EventProbe.read(told.getLast(), AuditExtended.class).auditDigest())
                    .isEqualTo(HexFormat.of().formatHex((byte[]) Database.value(
                            "SELECT hash FROM identity.audit_logs WHERE tenant_id = ? AND sequence = 2",
                            UUID.fromString(organization))));
        }
    }

    private void everybodyPublishes() {
        Uni.join()
                .all(Collections.nCopies(4, Uni.createFrom().deferred(heads::publish)))
                .andFailFast()
                .await()
                .atMost(BOUND);
    }
}
