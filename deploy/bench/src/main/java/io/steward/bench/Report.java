package io.steward.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steward.local.RunningStack.Member;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came out.
 *
 * @param notification absent when none were timed
 * @param before memory of all processes before the measuring, in MiB
 * @param members with their memory after it
 * @param remarks what a reader has to know beside the numbers
 */
record Report(
        BenchOptions options,
        Map<Operation, Rounds> operations,
        Optional<NotificationProbe.Result> notification,
        long before,
        List<Member> members,
        List<String> remarks) {
    private static final List<Operation> ORDER =
            List.of(Operation.CREATE, Operation.READ, Operation.LIST, Operation.SEARCH);

    /** Bad answers and missed notifications. */
    long errors() {
        return operations.values().stream().mapToLong(Rounds::errors).sum()
                + notification.map(NotificationProbe.Result::missed).orElse(0);
    }

    long memory() {
        return members.stream().mapToLong(Member::memory).sum();
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%-8s %8s %8s %8s %13s %7s %14s %7s%n",
                "",
                "req/s",
                "p50 ms",
                "p99 ms",
                "pgbench tps",
                "ratio",
                "min - max",
                "errors");
        measured().forEach(operation -> printOperation(out, operation));
        notification.ifPresent(result -> out.printf(
                Locale.ROOT,
                "%nCommit to notification visible: p50 %.1f ms, p99 %.1f ms, %d missed of %d%n",
                result.latencies().percentile(50),
                result.latencies().percentile(99),
                result.missed(),
                result.latencies().size() + result.missed()));
        out.printf("%n%-13s %10s   CPU us per request:", "", "memory");
        measured().forEach(operation -> out.printf(" %8s", operation));
        out.println();
        for (Member member : members) {
            out.printf("%-13s %6d MiB %22s", member.name(), member.memory(), "");
            measured()
                    .forEach(operation -> out.printf(
                            Locale.ROOT,
                            " %8.0f",
                            operations.get(operation).cpuPerRequest().getOrDefault(member.name(), 0.0)));
            out.println();
        }
        out.printf("%-13s %6d MiB (%d MiB before)%n", "total", memory(), before);
        out.printf(Locale.ROOT, "%nThe load generator took at most %.0f %% of one processor.%n", 100 * generator());
        remarks.forEach(out::println);
    }

    ObjectNode json() {
        ObjectNode root = Api.JSON.createObjectNode();
        ObjectNode ratios = root.putObject("ratios");
        measured()
                .forEach(operation -> ratios.put(
                        operation.id(),
                        operations
                                .get(operation)
                                .ratio()
                                .map(r -> round(r.median(), 3))
                                .orElse(null)));
        root.put("memoryMiB", memory()).put("memoryBeforeMiB", before);
        ObjectNode each = root.putObject("operations");
        measured().forEach(operation -> put(each.putObject(operation.id()), operations.get(operation)));
        notification.ifPresent(result -> root.putObject("notification")
                .put("p50Ms", round(result.latencies().percentile(50), 2))
                .put("p99Ms", round(result.latencies().percentile(99), 2))
                .put("samples", result.latencies().size())
                .put("missed", result.missed()));
        ObjectNode processes = root.putObject("processes");
        members.forEach(member -> processes.putObject(member.name()).put("memoryMiB", member.memory()));
        root.put("errors", errors());
        root.put("generatorCpu", round(generator(), 3));
        root.putObject("settings")
                .put("clients", options.clients())
                .put("seconds", options.seconds())
                .put("rounds", options.rounds())
                .put("tickets", options.tickets());
        remarks.forEach(root.withArray("remarks")::add);
        return root;
    }

    private void printOperation(PrintStream out, Operation operation) {
        Rounds rounds = operations.get(operation);
        Optional<Spread> ratio = rounds.ratio();
        out.printf(
                Locale.ROOT,
                "%-8s %8.0f %8.2f %8.2f %13s %7s %14s %7d%n",
                operation,
                Spread.of(rounds.perSecond()).median(),
                rounds.latencies().percentile(50),
                rounds.latencies().percentile(99),
                ratio.isEmpty()
                        ? "-"
                        : "%.0f".formatted(Spread.of(rounds.databasePerSecond()).median()),
                ratio.map(r -> "%.3f".formatted(r.median())).orElse("-"),
                ratio.map(r -> "%.3f - %.3f".formatted(r.min(), r.max())).orElse("-"),
                rounds.errors());
    }

    private static void put(ObjectNode node, Rounds rounds) {
        node.put("requestsPerSecond", round(Spread.of(rounds.perSecond()).median(), 1))
                .put("p50Ms", round(rounds.latencies().percentile(50), 3))
                .put("p99Ms", round(rounds.latencies().percentile(99), 3))
                .put("requests", rounds.requests())
                .put("errors", rounds.errors());
        rounds.ratio()
                .ifPresentOrElse(
                        ratio -> node.put(
                                        "pgbenchTps",
                                        round(
                                                Spread.of(rounds.databasePerSecond())
                                                        .median(),
                                                1))
                                .put("ratio", round(ratio.median(), 3))
                                .put("ratioMin", round(ratio.min(), 3))
                                .put("ratioMax", round(ratio.max(), 3)),
                        () -> node.putNull("pgbenchTps").putNull("ratio"));
        rounds.perSecond().forEach(rate -> node.withArray("rounds").add(round(rate, 1)));
        rounds.databasePerSecond()
                .forEach(rate -> node.withArray("pgbenchRounds").add(round(rate, 1)));
        ObjectNode cpu = node.putObject("cpuMicrosPerRequest");
        rounds.cpuPerRequest().forEach((name, micros) -> cpu.put(name, round(micros, 1)));
    }

    private List<Operation> measured() {
        return new ArrayList<>(ORDER).stream().filter(operations::containsKey).toList();
    }

    private double generator() {
        return operations.values().stream().mapToDouble(Rounds::generator).max().orElse(0);
    }

    private static double round(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }
}
