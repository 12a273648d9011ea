package io.steward.bench;

import io.steward.bench.Api.Caller;
import io.steward.local.RunningStack;
import io.steward.local.RunningStack.Member;
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

    private static final int TURN_SECONDS = 3;
    private static final Duration TURN = Duration.ofSeconds(TURN_SECONDS);
    /** How long after the first requests of a storm every place where one can wait is taken, and logins are answered as they come in. */
    private static final Duration FULL = Duration.ofSeconds(1);

    /** Of one processor, all compilers of the stack together. */
    private static final double COMPILED = 0.01;

    private final RunningStack stack;
    private final BenchOptions options;
    private final PrintStream progress;
    /** Of this machine, those that run. */
    private final List<Member> members;

    IdentityBench(RunningStack stack, BenchOptions options, PrintStream progress) {
        this.stack = stack;
        this.options = options;
        this.progress = progress;
        members = stack.members().stream().filter(member -> member.pid() != 0).toList();
    }

    IdentityReport measure(Api api, Caller administrator) throws IOException {
        List<BenchOrganization.Person> people = BenchOrganization.people(api, administrator, ACCOUNTS);
        URI gateway = stack.gateway();
        int processors = Runtime.getRuntime().availableProcessors();
        var settling = new Settling(members);
        List<IdentityReport.Round> rounds = new ArrayList<>();
        try (HttpLoad load = new HttpLoad(new InetSocketAddress("127.0.0.1", gateway.getPort()), options.clients());
                HashRate hash = new HashRate(processors)) {
            progress.println("Warming up.");
            warmUp(load, hash, new MeProbe(gateway, people.getFirst().login(api)), logins(gateway, people));
            for (int number = 1; number <= options.rounds(); number++) {
                var round = round(
                        gateway, people, load, hash, () -> people.getFirst().login(api), settling);
                rounds.add(round);
                progress.printf(
                        "%d/%d %6.1f hashes/s %6.1f logins/s   p99 of GET /me %6.2f ms, in the storm %6.2f ms%n",
                        number,
                        options.rounds(),
                        round.hashes().perSecond(),
                        round.logins().perSecond(),
                        round.quiet().latencies().percentile(99),
                        round.meInStorm().latencies().percentile(99));
            }
        }
        progress.println("Timing logins that fail.");
        settling.await();
        return new IdentityReport(options, processors, rounds, FailedLogins.measure(gateway, people));
    }

    /**
     * All four in turns of some seconds. The machine's own speed changes from one moment to the next, most of all where others share its
     * memory: what is compared must meet the same of it.
     *
     * @param caller for GET /me; a token lives for minutes only
     */
    private IdentityReport.Round round(
            URI gateway,
            List<BenchOrganization.Person> people,
            HttpLoad load,
            HashRate hash,
            Supplier<Caller> caller,
            Settling settling)
            throws IOException {
        var probe = new MeProbe(gateway, caller.get());
        int turns = Math.ceilDiv(options.seconds(), TURN_SECONDS);
        List<HashRate.Result> hashes = new ArrayList<>();
        LoginCpu cpu = LoginCpu.NONE;
        List<LoadResult> logins = new ArrayList<>();
        List<MeProbe.Result> quiet = new ArrayList<>();
        List<LoadResult> storm = new ArrayList<>();
        List<MeProbe.Result> meInStorm = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            settling.await();
            hashes.add(hash.run(TURN_SECONDS));
            LoginCpu before = LoginCpu.now(members);
            logins.add(load.run(logins(gateway, people), 200, TURN, FULL));
            cpu = cpu.plus(LoginCpu.now(members).since(before));
            settling.await();
            quiet.add(probe.run(TURN));
            MeProbe.Both<LoadResult> both = probe.beside(TURN, () -> load.run(logins(gateway, people), 200, TURN));
            storm.add(both.other());
            meInStorm.add(both.probe());
        }
        LoadResult allLogins = LoadResult.of(logins);
        return new IdentityReport.Round(
                HashRate.Result.of(hashes),
                allLogins,
                cpu.ofEach(allLogins.all()),
                MeProbe.Result.of(quiet),
                LoadResult.of(storm),
                MeProbe.Result.of(meInStorm));
    }

    /**
     * Until logins no longer become faster and the compilers have little left to do: of what is done but once a login they learn slowly, and until
     * then they take as much time as all that they improve.
     */
    private void warmUp(HttpLoad load, HashRate hash, MeProbe probe, Supplier<byte[]> logins) throws IOException {
        hash.run(Math.min(5, options.warmUp()));
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
        return members.stream()
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
