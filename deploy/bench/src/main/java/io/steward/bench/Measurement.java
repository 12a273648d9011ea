package io.steward.bench;

import io.steward.bench.Api.Caller;
import io.steward.local.RunningStack;
import io.steward.local.RunningStack.Member;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rounds: each operation through the API, then by pgbench, then the next operation; and all of that again. */
final class Measurement {
    private final BenchOptions options;
    private final Api api;
    private final URI gateway;
    private final TicketStock stock;
    private final Optional<PgBench> pgbench;
    private final List<Member> members;
    private final Settling settling;
    private final PrintStream progress;

    Measurement(
            BenchOptions options,
            Api api,
            RunningStack stack,
            TicketStock stock,
            Optional<PgBench> pgbench,
            PrintStream progress) {
        this.options = options;
        this.api = api;
        this.gateway = stack.gateway();
        this.stock = stock;
        this.pgbench = pgbench;
        this.members = stack.members().stream().filter(m -> m.pid() != 0).toList();
        this.settling = new Settling(members);
        this.progress = progress;
    }

    Map<Operation, Rounds> run() throws IOException {
        Map<Operation, Rounds> results = new EnumMap<>(Operation.class);
        options.operations().forEach(operation -> results.put(operation, new Rounds()));
        requireAnswers(stock.organization().agent().login(api));
        try (HttpLoad load = new HttpLoad(new InetSocketAddress("127.0.0.1", gateway.getPort()), options.clients())) {
            progress.println("Warming up.");
            warmUp(load);
            for (int round = 1; round <= options.rounds(); round++) {
                // A token lives for minutes only.
                Requests requests = new Requests(
                        gateway, stock, stock.organization().agent().login(api));
                for (Operation operation : options.operations()) {
                    measure(operation, load, requests, results.get(operation), round);
                }
            }
        }
        return results;
    }

    /** @throws BenchException when an operation does not do what is to be measured */
    private void requireAnswers(Caller agent) {
        int listed = items("/tickets?status=" + TicketStock.LISTED + "&limit=" + Operation.PAGE, agent);
        int found =
                items("/tickets?q=" + Words.THINGS.getFirst() + "%20" + Words.PLACES.getFirst() + "&limit=200", agent);
        String id = stock.id(stock.size());
        String read = api.get("/tickets/" + id, agent).path("id").asText();
        if (listed != Operation.PAGE || found < 1 || !read.equals(id)) {
            throw new BenchException(
                    BenchException.FAILED,
                    "The API does not show the bench's tickets: a list has " + listed + ", a search " + found);
        }
    }

    private int items(String path, Caller caller) {
        return api.get(path, caller).path("items").size();
    }

    /** The first minutes of a JVM tell of its compiler: each operation runs until it no longer gets faster. */
    private void warmUp(HttpLoad load) throws IOException {
        for (Operation operation : options.operations()) {
            // A token lives for minutes only.
            Requests requests =
                    new Requests(gateway, stock, stock.organization().agent().login(api));
            double best = 0;
            int asFastAsBefore = 0;
            int slices = 0;
            while (asFastAsBefore < 2 && slices * options.seconds() < options.warmUp()) {
                LoadResult result = load.run(requests.of(operation), operation.success, round());
                if (result.requests() == 0) {
                    throw new BenchException(BenchException.FAILED, operation + " fails: " + result.sampleOfError());
                }
                asFastAsBefore = result.perSecond() < best * 1.05 ? asFastAsBefore + 1 : 0;
                best = Math.max(best, result.perSecond());
                slices++;
            }
            progress.printf("  %s after %d s: %.0f req/s%n", operation, slices * options.seconds(), best);
        }
    }

    private void measure(Operation operation, HttpLoad load, Requests requests, Rounds results, int round)
            throws IOException {
        settle();
        Map<String, Long> before = cpu();
        LoadResult result = load.run(requests.of(operation), operation.success, round());
        Map<String, Long> taken = cpu();
        taken.replaceAll((name, nanos) -> nanos - before.get(name));
        results.add(result, taken);
        progress.printf("%d/%d %-7s %8.0f req/s", round, options.rounds(), operation, result.perSecond());
        if (pgbench.isPresent()) {
            settle();
            PgBench.Result plain = pgbench.get().run(operation, options.clients(), options.seconds());
            results.add(plain);
            progress.printf("  pgbench %8.0f tps", plain.perSecond());
        }
        progress.println();
    }

    private void settle() {
        if (!settling.await()) {
            progress.println("The stack does not come to rest; the next numbers are burdened by that.");
        }
    }

    private Map<String, Long> cpu() {
        Map<String, Long> nanos = new LinkedHashMap<>();
        members.forEach(member -> nanos.put(member.name(), Cpu.nanos(member.pid())));
        return nanos;
    }

    private Duration round() {
        return Duration.ofSeconds(options.seconds());
    }
}
