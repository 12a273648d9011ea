package io.steward.bench;

import io.steward.bench.Api.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Times the way from a commit to a person: an agent comments a requester's ticket, and the requester's open notification stream
 * shows it. One at a time; the clock starts when the answer to the comment has arrived, so the commit lies before it.
 */
final class NotificationProbe {
    private static final long PATIENCE_SECONDS = 10;
    private static final int HOPELESS = 3;
    private static final int WARM_UP = 5;

    private final Api api;
    private final BenchOrganization organization;

    NotificationProbe(Api api, BenchOrganization organization) {
        this.api = api;
        this.organization = organization;
    }

    /**
     * What came of it.
     *
     * @param missed comments of which the stream showed nothing in time
     */
    record Result(Latencies latencies, int missed) {}

    private record Arrival(long at, String data) {}

    Result run(int count) {
        Caller agent = organization.agent().login(api);
        Caller requester = organization.requester().login(api);
        List<String> tickets = open(requester, count + WARM_UP);
        Latencies latencies = new Latencies();
        int missed = 0;
        try (InputStream stream = api.stream("/notifications/stream", requester)) {
            BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
            Thread.ofPlatform().daemon().name("notifications").start(() -> read(stream, arrivals));
            for (int index = 0; index < tickets.size() && missed < HOPELESS; index++) {
                String ticket = tickets.get(index);
                api.post("/tickets/" + ticket + "/comments", agent, Map.of("content", "On my way.", "internal", false));
                long answered = System.nanoTime();
                long arrived = await(arrivals, ticket);
                if (arrived < 0) {
                    missed++;
                } else if (index >= WARM_UP) {
                    // It may be seen before the answer is.
                    latencies.add(Math.max(0, arrived - answered));
                }
            }
        } catch (IOException closing) {
            throw new BenchException("The notification stream broke: " + closing.getMessage(), closing);
        }
        return new Result(latencies, missed);
    }

    private List<String> open(Caller requester, int count) {
        List<String> ids = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            ids.add(api.post(
                            "/tickets",
                            requester,
                            Map.of("type", "incident", "title", "No network " + index, "priority", "P3"))
                    .path("id")
                    .asText());
        }
        return ids;
    }

    private static long await(BlockingQueue<Arrival> arrivals, String ticket) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                Arrival next = arrivals.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    return -1;
                }
                if (next.data().contains(ticket)) {
                    return next.at();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private static void read(InputStream stream, BlockingQueue<Arrival> arrivals) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    arrivals.add(new Arrival(System.nanoTime(), line));
                }
            }
        } catch (IOException ended) {
            // The probe is done, or misses what it waits for and says so.
            arrivals.add(new Arrival(System.nanoTime(), "end"));
        }
    }
}
