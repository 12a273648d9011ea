package io.steward.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * One client that asks {@code GET /me} again and again at a steady pace. A request's time counts from when it was due, not from when it
 * could be sent: what waits behind a slow answer is slow too.
 */
final class MeProbe {
    private static final int PER_SECOND = 100;

    private final URI gateway;
    private final byte[] request;

    MeProbe(URI gateway, Api.Caller caller) {
        this.gateway = gateway;
        this.request = ("GET /api/v1/me HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nAuthorization: Bearer "
                        + caller.token() + "\r\nAccept: application/json\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What the probe saw. */
    record Result(Latencies latencies, long errors, String sampleOfError) {
        /** Several as one. */
        static Result of(List<Result> turns) {
            var latencies = new Latencies();
            turns.forEach(turn -> latencies.addAll(turn.latencies));
            return new Result(
                    latencies,
                    turns.stream().mapToLong(Result::errors).sum(),
                    turns.stream()
                            .map(Result::sampleOfError)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null));
        }
    }

    /** Asks for a time on the calling thread. */
    Result run(Duration time) throws IOException {
        var latencies = new Latencies();
        long errors = 0;
        String sample = null;
        try (Connection connection = new Connection(gateway)) {
            long begin = System.nanoTime();
            long requests = time.toSeconds() * PER_SECOND;
            for (long number = 0; number < requests; number++) {
                long due = begin + number * 1_000_000_000L / PER_SECOND;
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                if (connection.ask(request) == 200) {
                    latencies.add(System.nanoTime() - due);
                } else {
                    errors++;
                    sample = sample == null ? connection.text() : sample;
                }
            }
        }
        return new Result(latencies, errors, sample);
    }

    /** Asks for a time while something else happens on the calling thread. */
    <T> Both<T> beside(Duration time, Callable<T> other) throws IOException {
        var probe = new FutureTask<>(() -> run(time));
        Thread.ofPlatform().start(probe);
        try {
            T result = other.call();
            return new Both<>(result, probe.get());
        } catch (ExecutionException e) {
            throw new BenchException("GET /me cannot be asked: " + e.getCause().getMessage(), e.getCause());
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new BenchException("interrupted", e);
        }
    }

    record Both<T>(T other, Result probe) {}
}
