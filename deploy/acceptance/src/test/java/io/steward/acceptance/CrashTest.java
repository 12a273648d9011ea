package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.acceptance.FaultDrill.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Services die by SIGKILL under load, at each point where a transaction, a sending or a handling can be torn apart; in the end every
 * ticket that was answered has each of its effects exactly once, and in order.
 */
class CrashTest {
    private static final long SEED = Long.getLong("steward.acceptance.seed", System.nanoTime());

    private static final List<Point> CONSUMING =
            List.of(new Point("consumer.before-commit", 80), new Point("consumer.after-commit", 80));

    @Test
    void whateverDiesWheneverEachAnsweredTicketHasItsEffectsOnce() {
        StewardStack stack = StewardStack.running();
        Organization organization = Organization.founded(stack);
        var load = new TicketLoad(organization, "crash", 6, Duration.ofMillis(120), SEED);

        var drills = List.of(
                new FaultDrill(
                        stack,
                        "ticket",
                        List.of(
                                new Point("tx.before-commit", 250),
                                new Point("relay.after-send", 80),
                                new Point("tx.after-commit", 80),
                                new Point("relay.before-remove", 50)),
                        DrillLength.DEATHS,
                        SEED),
                new FaultDrill(stack, "sla", CONSUMING, DrillLength.DEATHS, SEED + 1),
                new FaultDrill(stack, "notification", CONSUMING, DrillLength.DEATHS, SEED + 2));
        Map<String, Integer> deaths = run(drills);
        load.finish();
        Evidence evidence = new Evidence(stack).awaitQuiet();

        System.out.printf(
                "Crash test, seed %d: deaths %s; %s; %d events, %d sent again%n",
                SEED, deaths, load, evidence.events(), evidence.repeated());
        assertThat(deaths)
                .hasSize(8)
                .allSatisfy((point, times) -> assertThat(times).as(point).isGreaterThanOrEqualTo(DrillLength.DEATHS));
        assertThat(load.wishes(TicketLoad.Way.KEYED))
                .allSatisfy(wish -> assertThat(wish.status()).as("%s", wish).isEqualTo(201));
        assertThat(load.wishes(TicketLoad.Way.REFUSED))
                .isNotEmpty()
                .allSatisfy(wish -> assertThat(wish.status()).as("%s", wish).isEqualTo(422));
        evidence.assertEffectsOnce(load);
        evidence.assertOrder();
        evidence.assertNoDeadLetters();
    }

    private static Map<String, Integer> run(List<FaultDrill> drills) {
        var running = new ArrayList<CompletableFuture<Map<String, Integer>>>();
        drills.forEach(drill -> running.add(CompletableFuture.supplyAsync(
                drill::run, task -> Thread.ofPlatform().daemon().start(task))));
        var deaths = new TreeMap<String, Integer>();
        running.forEach(drill -> deaths.putAll(drill.join()));
        return deaths;
    }
}
