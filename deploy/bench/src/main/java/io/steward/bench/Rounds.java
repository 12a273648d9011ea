package io.steward.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that the rounds of one operation gave. */
final class Rounds {
    private final List<LoadResult> api = new ArrayList<>();
    private final List<PgBench.Result> database = new ArrayList<>();
    private final Map<String, Long> nanos = new LinkedHashMap<>();
    private final Latencies latencies = new Latencies();

    /** @param cpu nanoseconds that each process took meanwhile */
    void add(LoadResult result, Map<String, Long> cpu) {
        api.add(result);
        latencies.addAll(result.latencies());
        cpu.forEach((name, time) -> nanos.merge(name, time, Long::sum));
    }

    void add(PgBench.Result result) {
        database.add(result);
    }

    Latencies latencies() {
        return latencies;
    }

    long requests() {
        return api.stream().mapToLong(LoadResult::requests).sum();
    }

    long errors() {
        return api.stream().mapToLong(LoadResult::errors).sum();
    }

    Optional<String> sampleOfError() {
        return api.stream()
                .map(LoadResult::sampleOfError)
                .filter(sample -> sample != null)
                .findFirst();
    }

    List<Double> perSecond() {
        return api.stream().map(LoadResult::perSecond).toList();
    }

    List<Double> databasePerSecond() {
        return database.stream().map(PgBench.Result::perSecond).toList();
    }

    /** Of each round the API's rate to that of pgbench right after it; empty where pgbench is not. */
    Optional<Spread> ratio() {
        if (database.isEmpty()) {
            return Optional.empty();
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < database.size(); round++) {
            ratios.add(api.get(round).perSecond() / database.get(round).perSecond());
        }
        return Optional.of(Spread.of(ratios));
    }

    /** Processor time per request in microseconds, by process. */
    Map<String, Double> cpuPerRequest() {
        Map<String, Double> micros = new LinkedHashMap<>();
        nanos.forEach((name, time) -> micros.put(name, time / 1e3 / Math.max(1, requests())));
        return micros;
    }

    /** The share of one processor that the load generator took. */
    double generator() {
        return api.stream()
                .mapToDouble(r -> r.generatorSeconds() / r.seconds())
                .average()
                .orElse(0);
    }
}
