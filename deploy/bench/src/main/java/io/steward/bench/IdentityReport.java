package io.steward.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What came out of {@link IdentityBench}.
 *
 * @param processors that the hashes had, and everything together has
 */
record IdentityReport(BenchOptions options, int processors, List<Round> rounds, FailedLogins.Result failed) {
    /**
     * One of each, one after the other.
     *
     * @param hashes by nothing but hashing
     * @param logins by nothing but logins
     * @param cpu of one of these, in milliseconds
     * @param quiet GET /me when nothing else happens
     * @param storm logins while GET /me is asked beside
     * @param meInStorm GET /me during these
     */
    record Round(
            HashRate.Result hashes,
            LoadResult logins,
            LoginCpu cpu,
            MeProbe.Result quiet,
            LoadResult storm,
            MeProbe.Result meInStorm) {
        /** As they came. */
        double ofTheHash() {
            return logins.perSecond() / hashes.perSecond();
        }

        /**
         * Were a hash as dear alone as it was in identity. The memory of two processes is not equally fast: which of the machine's pages each was given
         * decides how often the caches miss, for as long as it lives.
         */
        double ofTheSameHash() {
            return ofTheHash() * cpu.hash() / hashes.cpuMillis();
        }

        double slowdown() {
            return meInStorm.latencies().percentile(99) / quiet.latencies().percentile(99);
        }

        long errors() {
            return logins.errors() + quiet.errors() + storm.errors() + meInStorm.errors();
        }
    }

    long errors() {
        return rounds.stream().mapToLong(Round::errors).sum();
    }

    Optional<String> sampleOfError() {
        return rounds.stream()
                .flatMap(round -> java.util.stream.Stream.of(
                        round.logins().sampleOfError(),
                        round.quiet().sampleOfError(),
                        round.storm().sampleOfError(),
                        round.meInStorm().sampleOfError()))
                .filter(sample -> sample != null)
                .findFirst();
    }

    void print(PrintStream out) {
        out.println();
        line(out, "hashes/s on " + processors + " processors", 1, round -> round.hashes()
                .perSecond());
        line(out, "CPU of a hash alone, ms", 1, round -> round.hashes().cpuMillis());
        line(out, "CPU of a login's hash, ms", 1, round -> round.cpu().hash());
        line(out, "identity beside it, ms", 2, round -> round.cpu().identity());
        line(out, "database, ms", 2, round -> round.cpu().database());
        line(out, "gateway, ms", 2, round -> round.cpu().gateway());
        line(out, "compilers, ms", 2, round -> round.cpu().compilers());
        line(out, "this client, ms", 2, round -> round.cpu().client());
        line(out, "all else of the stack, ms", 2, round -> round.cpu().others());
        line(out, "logins/s, " + options.clients() + " at once", 1, round -> round.logins()
                .perSecond());
        line(out, "logins of hashes", 3, Round::ofTheHash);
        line(out, "... if they cost the same", 3, Round::ofTheSameHash);
        line(out, "GET /me, p50 ms", 2, round -> round.quiet().latencies().percentile(50));
        line(out, "GET /me, p99 ms", 2, round -> round.quiet().latencies().percentile(99));
        line(out, "in the storm, p50 ms", 2, round -> round.meInStorm()
                .latencies()
                .percentile(50));
        line(out, "in the storm, p99 ms", 2, round -> round.meInStorm()
                .latencies()
                .percentile(99));
        line(out, "logins/s of the storm", 1, round -> round.storm().perSecond());
        line(out, "p99, storm of quiet", 2, Round::slowdown);
        out.printf("%nLogins that fail, ms %12s %8s %8s %8s %8s%n", "p10", "p50", "p90", "p99", "of");
        line(out, "of an account", failed.known());
        line(out, "of no account", failed.unknown());
        out.printf(
                Locale.ROOT,
                "Largest distance of the two distributions: %.3f; two samples of one are below %.3f in 95 of 100 runs%n",
                failed.distance(),
                failed.bound());
        out.printf("%nErrors: %d%n", errors());
    }

    ObjectNode json() {
        ObjectNode root = Api.JSON.createObjectNode();
        put(root, "hashesPerSecond", round -> round.hashes().perSecond());
        put(root, "cpuOfHashAloneMs", round -> round.hashes().cpuMillis());
        put(root, "cpuOfLoginsHashMs", round -> round.cpu().hash());
        put(root, "cpuOfLoginsIdentityMs", round -> round.cpu().identity());
        put(root, "cpuOfLoginsDatabaseMs", round -> round.cpu().database());
        put(root, "cpuOfLoginsGatewayMs", round -> round.cpu().gateway());
        put(root, "cpuOfLoginsCompilersMs", round -> round.cpu().compilers());
        put(root, "cpuOfLoginsClientMs", round -> round.cpu().client());
        put(root, "loginsPerSecond", round -> round.logins().perSecond());
        put(root, "loginsOfHashes", Round::ofTheHash);
        put(root, "loginsOfSameHashes", Round::ofTheSameHash);
        put(root, "mePercentile99Ms", round -> round.quiet().latencies().percentile(99));
        put(root, "meInStormPercentile99Ms", round -> round.meInStorm()
                .latencies()
                .percentile(99));
        put(root, "stormOfQuiet", Round::slowdown);
        ObjectNode failing = root.putObject("failedLogins");
        put(failing.putObject("ofAnAccount"), failed.known());
        put(failing.putObject("ofNoAccount"), failed.unknown());
        failing.put("distance", round(failed.distance())).put("bound", round(failed.bound()));
        root.put("errors", errors()).put("processors", processors);
        root.putObject("settings")
                .put("clients", options.clients())
                .put("seconds", options.seconds())
                .put("rounds", options.rounds());
        return root;
    }

    private static void line(PrintStream out, String name, Latencies times) {
        out.printf(
                Locale.ROOT,
                "%-20s %12.2f %8.2f %8.2f %8.2f %8d%n",
                name,
                times.percentile(10),
                times.percentile(50),
                times.percentile(90),
                times.percentile(99),
                times.size());
    }

    private void line(PrintStream out, String name, int digits, ToDoubleFunction<Round> value) {
        Spread spread = spread(value);
        String number = "%." + digits + "f";
        out.printf(
                Locale.ROOT,
                "%-28s %9s   (" + number + " - " + number + ")%n",
                name,
                String.format(Locale.ROOT, number, spread.median()),
                spread.min(),
                spread.max());
    }

    private static void put(ObjectNode node, Latencies times) {
        node.put("p10Ms", round(times.percentile(10)))
                .put("p50Ms", round(times.percentile(50)))
                .put("p90Ms", round(times.percentile(90)))
                .put("p99Ms", round(times.percentile(99)))
                .put("samples", times.size());
    }

    private void put(ObjectNode root, String name, ToDoubleFunction<Round> value) {
        Spread spread = spread(value);
        root.putObject(name)
                .put("median", round(spread.median()))
                .put("min", round(spread.min()))
                .put("max", round(spread.max()));
    }

    private Spread spread(ToDoubleFunction<Round> value) {
        return Spread.of(rounds.stream().mapToDouble(value).boxed().toList());
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
