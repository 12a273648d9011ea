package io.steward.identity.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.MemberEvent;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.profile.Changes;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.tx.Tx;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account of several organizations is told to each of them, through both doors. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class MemberEventsTest {
    @Inject
    Tx tx;

    @Inject
    SessionTx sessions;

    private String one;
    private String other;
    private Person person;
    private UUID account;

    @BeforeEach
    void an_account_of_two_organizations() {
        one = People.organization();
        other = People.organization();
        person = People.person(one, "l1");
        account = UUID.fromString(person.id());
        Changes.join(person, other, "lead");
    }

    @Test
    void each_organization_is_told_its_own_and_the_sequence_has_no_gaps() throws Throwable {
        rename("First");
        run(() -> tx.write(nobody(), scope -> MemberEvents.tellAll(scope, account)));
        rename("Second");
        run(() -> sessions.write(nobody(), (session, scope) -> MemberEvents.tellAll(scope, account)));
        run(() -> tx.write(in(other), scope -> MemberEvents.tellHere(scope, account)));

        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            List<ConsumerRecord<String, byte[]>> told = ToldMembers.await(probe, account, 6, one, other);
            assertThat(told)
                    .extracting(ToldMembers::sequence)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 6).boxed().toList());
            List<MemberSaved> saved = told.stream()
                    .map(record -> EventProbe.read(record, MemberSaved.class))
                    .toList();
            assertThat(saved.subList(1, 3))
                    .extracting(event -> event.organizationId() + event.displayName() + event.roles())
                    .containsExactlyInAnyOrder(one + "First[l1]", other + "First[lead]");
            assertThat(saved.subList(3, 5))
                    .extracting(event -> event.organizationId() + event.displayName() + event.roles())
                    .containsExactlyInAnyOrder(one + "Second[l1]", other + "Second[lead]");
            assertThat(saved.getLast().organizationId()).hasToString(other);
            assertThat(told).allSatisfy(record -> assertThat(EventProbe.header(record, CloudEventHeaders.TENANT_ID))
                    .isEqualTo(EventProbe.read(record, MemberSaved.class)
                            .organizationId()
                            .toString()));
        }
    }

    @Test
    void nothing_is_told_of_what_was_rolled_back() throws Throwable {
        assertThatThrownBy(() -> run(() -> tx.write(nobody(), scope -> MemberEvents.tellAll(scope, account)
                        .chain(() -> Uni.createFrom().failure(new IllegalStateException("after it was told"))))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> run(() -> sessions.write(nobody(), (session, scope) -> MemberEvents.tellAll(
                                scope, account)
                        .invoke(() -> scope.atTheEnd("SELECT 1 / $1::integer", io.vertx.sqlclient.Tuple.of(0))))))
                .isNotNull();
        assertThat(Database.value("SELECT event_sequence FROM identity.users WHERE id = ?", account))
                .isEqualTo(1L);
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.outbox WHERE aggregate_id = ? AND sequence > 1",
                        MemberEvent.keyOf(UUID.fromString(one), account)))
                .isEqualTo(0L);

        run(() -> tx.write(nobody(), scope -> MemberEvents.tellAll(scope, account)));
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            assertThat(ToldMembers.await(probe, account, 3, one, other))
                    .extracting(ToldMembers::sequence)
                    .containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void what_is_appended_elsewhere_leaves_the_transaction_in_its_own_organization() throws Throwable {
        String acting = run(() -> tx.write(in(one), scope -> {
            scope.appendIn(UUID.fromString(other), saved(), 2);
            return acting(scope);
        }));
        assertThat(acting).isEqualTo(one);
        acting = run(() -> sessions.write(in(one), (session, scope) -> {
            scope.appendIn(UUID.fromString(other), saved(), 3);
            return acting(scope);
        }));
        assertThat(acting).isEqualTo(one);

        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            var told = ToldMembers.await(probe, account, 2, other);
            assertThat(told).hasSize(2).allSatisfy(record -> assertThat(
                            EventProbe.header(record, CloudEventHeaders.TENANT_ID))
                    .isEqualTo(other));
        }
    }

    private static Uni<String> acting(Scope scope) {
        return scope.query("SELECT current_setting('app.tenant_id') AS tenant")
                .map(rows -> rows.iterator().next().getString("tenant"));
    }

    private MemberSaved saved() {
        return new MemberSaved(
                account,
                UUID.fromString(other),
                "u",
                "U",
                "u@steward.test",
                "en",
                List.of(),
                true,
                java.time.Instant.EPOCH);
    }

    private void rename(String name) {
        Database.update("UPDATE identity.users SET display_name = ? WHERE id = ?", name, account);
    }

    private static Actor nobody() {
        return Actor.system(Ids.NIL, Cause.rule("test", Ids.next()));
    }

    private static Actor in(String organization) {
        return new Actor(null, UUID.fromString(organization), Set.of(), Cause.rule("test", Ids.next()));
    }

    private static <T> T run(java.util.function.Supplier<Uni<T>> work) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(work::get);
    }
}
