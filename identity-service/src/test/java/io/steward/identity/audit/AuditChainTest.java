package io.steward.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.steward.testkit.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class AuditChainTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private final Tx tx;
    private String organization;

    AuditChainTest(Tx tx) {
        this.tx = tx;
    }

    @BeforeEach
    void organization() {
        organization = People.organization();
    }

    @Test
    void entries_written_by_many_at_once_are_one_chain() {
        long before = AuditLog.size(organization);
        List<CompletableFuture<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < 200; writer++) {
            writers.add(write(organization, AuditEntry.of("test.done", "test", writer))
                    .subscribeAsCompletionStage());
        }
        writers.forEach(CompletableFuture::join);

        assertThat(AuditLog.size(organization)).isEqualTo(before + 200);
        assertThat(AuditLog.faults(organization)).isEmpty();
    }

    @Test
    void what_is_rolled_back_is_not_recorded_and_leaves_no_gap() {
        long before = AuditLog.size(organization);
        assertThatThrownBy(() -> tx.<Void>write(actor(organization), scope -> {
                            Audit.record(scope, AuditEntry.of("test.done", "test", 1));
                            return scope.query("SELECT 1 / 0").replaceWithVoid();
                        })
                        .await()
                        .atMost(BOUND))
                .isNotNull();
        write(organization, AuditEntry.of("test.done", "test", 2)).await().atMost(BOUND);

        assertThat(AuditLog.size(organization)).isEqualTo(before + 1);
        assertThat(AuditLog.faults(organization)).isEmpty();
    }

    /** Who holds an organization's last entry holds up those who record there, until his commit: so it is taken last. */
    @Test
    void a_transaction_takes_its_place_in_the_chain_when_its_work_is_done() {
        CompletableFuture<Void> working = new CompletableFuture<>();
        CompletableFuture<?> slow = tx.write(actor(organization), scope -> {
                    Audit.record(scope, AuditEntry.of("test.slow", "test", 1));
                    return scope.query("SELECT 1").chain(() -> Uni.createFrom().completionStage(working));
                })
                .subscribeAsCompletionStage();
        write(organization, AuditEntry.of("test.quick", "test", 2)).await().atMost(BOUND);
        working.complete(null);
        slow.join();

        assertThat(AuditLog.of(organization)).extracting(AuditLog.Row::action).endsWith("test.quick", "test.slow");
    }

    @Test
    void nobody_changes_removes_or_forges_an_entry() {
        write(organization, AuditEntry.of("test.done", "test", 1).after(Map.of("a", 1)))
                .await()
                .atMost(BOUND);
        for (String statement : List.of(
                "UPDATE identity.audit_logs SET action = 'x' WHERE tenant_id = '" + organization + "'",
                "UPDATE identity.audit_logs SET user_id = NULL, action = 'x' WHERE user_id IS NOT NULL AND tenant_id = '"
                        + organization + "'",
                "UPDATE identity.audit_logs SET actor_salt = NULL WHERE tenant_id = '" + organization + "'",
                "DELETE FROM identity.audit_logs WHERE tenant_id = '" + organization + "'",
                "TRUNCATE identity.audit_logs")) {
            assertThatThrownBy(() -> Database.update(statement))
                    .as(statement)
                    .hasStackTraceContaining("audit_logs can only be added to");
            assertThatThrownBy(() -> asApplication(statement)).as(statement).hasMessageContaining("permission denied");
        }
        for (String statement : List.of(
                "INSERT INTO identity.audit_logs (tenant_id, sequence, id) VALUES (gen_random_uuid(), 7, gen_random_uuid())",
                "INSERT INTO identity.audit_logs (tenant_id, hash) VALUES (gen_random_uuid(), sha256('x'))",
                "UPDATE identity.audit_heads SET sequence = 0",
                "SELECT * FROM identity.audit_heads")) {
            assertThatThrownBy(() -> asApplication(statement)).as(statement).hasMessageContaining("permission denied");
        }
    }

    @Test
    void an_erased_account_is_forgotten_and_the_chain_still_holds() {
        UUID account = UUID.fromString(People.person(organization, "requester").id());
        tx.<Void>write(new Actor(account, UUID.fromString(organization), Set.of(), cause()), scope -> {
                    Audit.record(scope, AuditEntry.of("test.done", "test", 1));
                    return Uni.createFrom().voidItem();
                })
                .await()
                .atMost(BOUND);
        assertThat(AuditLog.of(organization).getLast().actor()).isEqualTo(account);

        assertThat(Database.update("UPDATE identity.audit_logs SET user_id = NULL WHERE user_id = ?", account))
                .isEqualTo(1);

        assertThat(AuditLog.of(organization).getLast().actor()).isNull();
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.audit_logs WHERE tenant_id = ? AND action = 'test.done' AND actor_salt IS NOT NULL",
                        UUID.fromString(organization)))
                .isEqualTo(0L);
        assertThat(AuditLog.faults(organization)).isEmpty();
    }

    private Uni<Void> write(String organization, AuditEntry entry) {
        return tx.write(actor(organization), scope -> {
            Audit.record(scope, entry);
            return scope.query("SELECT 1").replaceWithVoid();
        });
    }

    private static Actor actor(String organization) {
        return Actor.system(UUID.fromString(organization), cause());
    }

    private static Cause cause() {
        return Cause.rule("test", Ids.next());
    }

    private static void asApplication(String statement) throws SQLException {
        try (Connection connection = Database.role("identity_app")) {
            connection.createStatement().execute(statement);
        }
    }
}
