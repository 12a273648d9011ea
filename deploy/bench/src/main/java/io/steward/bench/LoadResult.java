package io.steward.bench;

/**
 * What one round through the API gave.
 *
 * @param requests good answers within the time
 * @param errors any other answer, and connections that broke
 * @param seconds how long the round took
 * @param generatorSeconds CPU time that the load generator itself took
 * @param sampleOfError the first bad answer, else null
 */
record LoadResult(
        long requests,
        long errors,
        double seconds,
        double generatorSeconds,
        Latencies latencies,
        String sampleOfError) {
    double perSecond() {
        return requests / seconds;
    }
}
