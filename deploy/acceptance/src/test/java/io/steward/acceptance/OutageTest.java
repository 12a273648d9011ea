package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The database or the broker goes away for a while and comes back: nothing is given up, nothing is lost, nobody hangs. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutageTest {
    /** A transaction is given 6 s. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(7);

    private final StewardStack stack = StewardStack.running();

    @Test
    @Order(1)
    void aFrozenDatabaseIsA503AndNoDeadLetter() {
        withDatabaseAway("frozen", DrillLength.OUTAGE, stack.postgres()::freeze, stack.postgres()::thaw);
    }

    @Test
    @Order(2)
    void aKilledDatabaseIsA503AndNoDeadLetter() {
        withDatabaseAway("killed", Duration.ofSeconds(8), stack.postgres()::kill, stack::startPostgres);
    }

    @Test
    @Order(3)
    void aStoppedDatabaseIsA503AndNoDeadLetter() {
        withDatabaseAway("stopped", DrillLength.OUTAGE, stack.postgres()::stop, stack::startPostgres);
    }

    @Test
    @Order(4)
    void withoutTheBrokerWritesGoOnAndEverythingArrivesAfterwards() {
        Organization organization = Organization.founded(stack);
        var load = new TicketLoad(organization, "no broker", 5, Duration.ofMillis(150), 4);
        Until.pause(Duration.ofSeconds(2));
        stack.kafka().kill();
        long gone = System.nanoTime();
        Until.pause(DrillLength.OUTAGE);
        long back = System.nanoTime();
        stack.kafka().start();
        Until.pause(Duration.ofSeconds(2));
        load.finish();

        List<TicketLoad.Exchange> during = load.exchanges(gone, back);
        assertThat(during)
                .filteredOn(exchange -> exchange.status() == 201)
                .hasSizeGreaterThan(Math.toIntExact(5 * DrillLength.OUTAGE.toSeconds()));
        assertNone(during, "unlike any other", exchange -> !List.of(200, 201, 412, 422)
                .contains(exchange.status()));
        assertNone(during, "slow", exchange -> exchange.took().compareTo(Duration.ofSeconds(4)) > 0);
        prove(load);
    }

    private void withDatabaseAway(String name, Duration outage, Runnable away, Runnable back) {
        Organization organization = Organization.founded(stack);
        var load = new TicketLoad(organization, name, 5, Duration.ofMillis(150), name.hashCode());
        Until.pause(Duration.ofSeconds(2));
        assertThat(load.created()).as("tickets before").isPositive();
        away.run();
        long gone = System.nanoTime();
        Until.pause(outage);
        long before = System.nanoTime();
        back.run();
        Until.pause(Duration.ofSeconds(3));
        load.finish();

        List<TicketLoad.Exchange> all = load.exchanges(0, Long.MAX_VALUE);
        List<TicketLoad.Exchange> during = load.exchanges(gone, before);
        assertThat(during)
                .filteredOn(exchange -> exchange.status() == 503)
                .as("answers without a database")
                .hasSizeGreaterThan(5);
        assertNone(
                during,
                "later than 1 s without a database and good",
                exchange -> exchange.status() < 300
                        && exchange.at() - gone > Duration.ofSeconds(1).toNanos());
        assertNone(all, "no plain refusal", exchange -> !List.of(200, 201, 409, 412, 422, 503)
                .contains(exchange.status()));
        assertNone(all, "no problem document", exchange -> exchange.status() >= 400 && exchange.code() == null);
        // Of a request that was under way when the database froze, the time from then on.
        assertNone(
                all,
                "too slow, without a database since " + gone / 1_000_000 + " until " + before / 1_000_000,
                exchange -> exchange.at()
                                - Math.max(gone, exchange.at() - exchange.took().toNanos())
                        > LONGEST_ANSWER.toNanos());
        prove(load);
    }

    private static void assertNone(
            List<TicketLoad.Exchange> exchanges, String what, Predicate<TicketLoad.Exchange> bad) {
        assertThat(exchanges.stream().filter(bad))
                .as("answers that were %s", what)
                .isEmpty();
    }

    private void prove(TicketLoad load) {
        Evidence evidence = new Evidence(stack).awaitQuiet();
        System.out.printf("Outage test: %s; %d events, %d sent again%n", load, evidence.events(), evidence.repeated());
        assertThat(load.wishes(TicketLoad.Way.KEYED))
                .allSatisfy(wish -> assertThat(wish.status()).as("%s", wish).isEqualTo(201));
        evidence.assertEffectsOnce(load);
        evidence.assertOrder();
        evidence.assertNoDeadLetters();
    }
}
