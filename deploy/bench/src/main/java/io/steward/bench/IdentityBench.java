package io.steward.bench;

import io.steward.bench.Api.Caller;
import io.steward.local.RunningStack;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * {@code ./steward bench identity}: how near logins come to what hashing their passwords alone would allow, and what a storm of them
 * does to everybody else.
 */
final class IdentityBench {
    private static final int ACCOUNTS = 40;

    /** Of one processor, all compilers of the stack together. */
    private static final double COMPILED = 0.04;

    private final RunningStack stack;
    private final BenchOptions options;
    private final PrintStream progress;

    IdentityBench(RunningStack stack, BenchOptions options, PrintStream progress) {
        this.stack = stack;
        this.options = options;
        this.progress = progress;
    }

    IdentityReport measure(Api api, Caller administrator) throws IOException {
        List<BenchOrganization.Person> people = BenchOrganization.people(api, administrator, ACCOUNTS);
        URI gateway = stack.gateway();
        int processors = Runtime.getRuntime().availableProcessors();
        var settling = new Settling(
                stack.members().stream().filter(member -> member.pid() != 0).toList());
        List<IdentityReport.Round> rounds = new ArrayList<>();
        try (HttpLoad load = new HttpLoad(new InetSocketAddress("127.0.0.1", gateway.getPort()), options.clients());
                HashRate hash = new HashRate(processors)) {
            progress.println("Warming up.");
            warmUp(load, hash, new MeProbe(gateway, people.getFirst().login(api)), logins(gateway, people));
            for (int number = 1; number <= options.rounds(); number++) {
                settling.await();
                double hashes = hash.perSecond(options.seconds());
                settling.await();
                LoadResult logins = load.run(logins(gateway, people), 200, time());
                settling.await();
                // A token lives for minutes only.
                var probe = new MeProbe(gateway, people.getFirst().login(api));
                MeProbe.Result quiet = probe.run(time());
                settling.await();
                MeProbe.Both<LoadResult> storm =
                        probe.beside(time(), () -> load.run(logins(gateway, people), 200, time()));
                var round = new IdentityReport.Round(hashes, logins, quiet, storm.other(), storm.probe());
                rounds.add(round);
                progress.printf(
                        "%d/%d %6.1f hashes/s %6.1f logins/s   p99 of GET /me %6.2f ms, in the storm %6.2f ms%n",
                        number,
                        options.rounds(),
                        hashes,
                        logins.perSecond(),
                        quiet.latencies().percentile(99),
                        storm.probe().latencies().percentile(99));
            }
        }
        progress.println("Timing logins that fail.");
        settling.await();
        return new IdentityReport(options, processors, rounds, FailedLogins.measure(gateway, people));
    }

    /**
     * Until logins no longer become faster and the compilers have little left to do: of what is done but once a login they learn slowly, and until
     * then they take as much time as all that they improve.
     */
    private void warmUp(HttpLoad load, HashRate hash, MeProbe probe, Supplier<byte[]> logins) throws IOException {
        hash.perSecond(Math.min(5, options.warmUp()));
        double best = 0;
        int asFastAsBefore = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < options.warmUp() * 1_000_000_000L) {
            long sliceBegin = System.nanoTime();
            long compiledBefore = compiling();
            LoadResult result =
                    probe.beside(time(), () -> load.run(logins, 200, time())).other();
            if (result.requests() == 0) {
                throw new BenchException(BenchException.FAILED, "logins fail: " + result.sampleOfError());
            }
            asFastAsBefore = result.perSecond() < best * 1.05 ? asFastAsBefore + 1 : 0;
            best = Math.max(best, result.perSecond());
            boolean compiled = compiling() - compiledBefore < COMPILED * (System.nanoTime() - sliceBegin);
            if (compiled && asFastAsBefore >= 2) {
                return;
            }
        }
        progress.println("The stack is not warm yet; --warm-up gives it more time.");
    }

    private long compiling() {
        return stack.members().stream()
                .mapToLong(member -> Cpu.compilersNanos(member.pid()))
                .sum();
    }

    private Duration time() {
        return Duration.ofSeconds(options.seconds());
    }

    /** Logins of these people, each in turn. */
    private static Supplier<byte[]> logins(URI gateway, List<BenchOrganization.Person> people) {
        List<byte[]> requests = people.stream()
                .map(person -> LoginRequest.of(gateway, person.email(), person.password()))
                .toList();
        Iterator<Integer> turn =
                IntStream.iterate(0, last -> (last + 1) % requests.size()).iterator();
        return () -> requests.get(turn.next());
    }
}
