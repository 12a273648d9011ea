package io.steward.bench;

import java.util.List;
import java.util.Objects;

/**
 * What one round through the API gave.
 *
 * @param requests good answers within the time
 * @param all those before and after it too
 * @param errors any other answer, and connections that broke
 * @param seconds how long the round took
 * @param generatorSeconds CPU time that the load generator itself took
 * @param sampleOfError the first bad answer, else null
 */
record LoadResult(
        long requests,
        long all,
        long errors,
        double seconds,
        double generatorSeconds,
        Latencies latencies,
        String sampleOfError) {
    /** Several as one, one after the other. */
    static LoadResult of(List<LoadResult> turns) {
        var latencies = new Latencies();
        turns.forEach(turn -> latencies.addAll(turn.latencies));
        return new LoadResult(
                turns.stream().mapToLong(LoadResult::requests).sum(),
                turns.stream().mapToLong(LoadResult::all).sum(),
                turns.stream().mapToLong(LoadResult::errors).sum(),
                turns.stream().mapToDouble(LoadResult::seconds).sum(),
                turns.stream().mapToDouble(LoadResult::generatorSeconds).sum(),
                latencies,
                turns.stream()
                        .map(LoadResult::sampleOfError)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    double perSecond() {
        return requests / seconds;
    }
}
