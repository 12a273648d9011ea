package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that open tickets through the gateway, side by side, until they are told to finish. What each was answered is kept, to be
 * held against what is there in the end. The title of a ticket names the wish that it came from.
 */
final class TicketLoad {
    /** How a client asks. */
    enum Way {
        /** With an Idempotency-Key; repeated with the same key until there is an answer. */
        KEYED,
        /** Without one, and never repeated: after an error the outcome is unknown. */
        PLAIN,
        /** Something that is refused. */
        REFUSED
    }

    /**
     * One ticket that somebody wanted.
     *
     * @param status of the last answer; 0 when none came
     * @param ticket null unless it was answered 201
     * @param answered every different ticket id that was ever answered for it
     */
    record Wish(String title, Way way, int status, UUID ticket, Set<UUID> answered, boolean worked) {}

    /**
     * An answer to one request, to create or to go on with a ticket.
     *
     * @param status 0 when none came
     * @param code of the problem document; null when it was none
     */
    record Exchange(long at, Duration took, int status, String code, String shown) {
        @Override
        public String toString() {
            return "at " + at / 1_000_000 + " after " + took.toMillis() + " ms "
                    + shown.substring(0, Math.min(shown.length(), 300));
        }
    }

    private static final Duration GIVE_UP = Duration.ofSeconds(180);
    private static final Set<Integer> PASSING = Set.of(0, 429, 502, 503, 504);

    private final Organization organization;
    private final Api creator;
    private final Duration pause;
    private final Queue<Wish> wishes = new ConcurrentLinkedQueue<>();
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private final String name;
    private volatile boolean finishing;

    /** @param pause of each client between two wishes */
    TicketLoad(Organization organization, String name, int clients, Duration pause, long seed) {
        this.organization = organization;
        this.name = name;
        this.creator = organization.requester().api();
        this.pause = pause;
        for (int client = 0; client < clients; client++) {
            Random random = new Random(seed + client);
            this.clients.add(
                    Thread.ofPlatform().daemon().name("client-" + client).start(() -> run(random)));
        }
    }

    /** Ends the load: every wish under way is brought to its answer. */
    TicketLoad finish() {
        finishing = true;
        for (Thread client : clients) {
            try {
                client.join(GIVE_UP.plusSeconds(60));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
            assertThat(client.isAlive()).as("%s is done", client.getName()).isFalse();
        }
        assertThat(failures).as("failed clients").isEmpty();
        return this;
    }

    /** How many wishes have been answered 201 until now. */
    long created() {
        return wishes.stream().filter(wish -> wish.status() == 201).count();
    }

    List<Wish> wishes() {
        return List.copyOf(wishes);
    }

    List<Wish> wishes(Way way) {
        return wishes.stream().filter(wish -> wish.way() == way).toList();
    }

    /** Those whose answer came within the two moments of {@link System#nanoTime()}. */
    List<Exchange> exchanges(long from, long to) {
        return exchanges.stream()
                .filter(exchange -> exchange.at() >= from && exchange.at() <= to)
                .toList();
    }

    Organization organization() {
        return organization;
    }

    @Override
    public String toString() {
        var statuses = new TreeMap<Integer, Integer>();
        exchanges.forEach(exchange -> statuses.merge(exchange.status(), 1, Integer::sum));
        return wishes.size() + " wishes, " + created() + " created, answers " + statuses;
    }

    private void run(Random random) {
        try {
            while (!finishing) {
                wish(random);
                Until.pause(pause);
            }
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private void wish(Random random) {
        int dice = random.nextInt(10);
        Way way = dice < 6 ? Way.KEYED : dice < 9 ? Way.PLAIN : Way.REFUSED;
        String title = name + " " + way + " " + number.incrementAndGet();
        var body = new java.util.HashMap<>(organization.ticket(title));
        if (way == Way.REFUSED) {
            body.put("teamId", UUID.randomUUID().toString());
        }
        Api api = way == Way.PLAIN
                ? creator
                : creator.with("Idempotency-Key", UUID.randomUUID().toString());
        String json = Api.json(body);
        var answered = new java.util.HashSet<UUID>();
        Answer last = way == Way.PLAIN
                ? once(api, "POST", "/api/v1/tickets", json)
                : untilAnswered(api, "POST", "/api/v1/tickets", json);
        int status = last == null ? 0 : last.status();
        if (status == 201) {
            answered.add(last.id());
        }
        if (status == 201 && way == Way.KEYED && random.nextInt(5) == 0) {
            // A client that has lost the first answer asks again.
            Answer again = untilAnswered(api, "POST", "/api/v1/tickets", json);
            if (again != null && again.status() == 201) {
                answered.add(again.id());
            }
        }
        boolean worked = status == 201 && random.nextInt(3) == 0 && work(last);
        wishes.add(new Wish(title, way, status, status == 201 ? last.id() : null, answered, worked));
    }

    /** The agent takes the ticket and comments on it; true when both were answered well. */
    private boolean work(Answer created) {
        Api agent = organization.agent().api();
        String path = "/api/v1/tickets/" + created.id();
        String take = Api.json(Map.of("assigneeId", organization.agent().id().toString()));
        Answer taken = untilAnswered(organization.lead().api().with("If-Match", created.etag()), "PATCH", path, take);
        if (taken == null) {
            return false;
        }
        // 412: the first attempt has had its effect, only its answer was lost.
        assertThat(taken.status()).as("%s", taken).isIn(200, 412);
        Answer told = untilAnswered(
                agent.with("Idempotency-Key", UUID.randomUUID().toString()),
                "POST",
                path + "/comments",
                Api.json(Map.of("content", "I am looking into it.")));
        if (told == null) {
            return false;
        }
        assertThat(told.status()).as("%s", told).isEqualTo(201);
        return true;
    }

    /** Repeats while the answer is one that passes; null when it gave up. */
    private Answer untilAnswered(Api api, String method, String path, String body) {
        long end = System.nanoTime() + GIVE_UP.toNanos();
        while (System.nanoTime() < end) {
            Answer answer = once(api, method, path, body);
            boolean inFlight = answer != null && "idempotency-in-flight".equals(answer.code());
            if (answer != null && !PASSING.contains(answer.status()) && !inFlight) {
                return answer;
            }
            Until.pause(Duration.ofMillis(200));
        }
        return null;
    }

    private Answer once(Api api, String method, String path, String body) {
        long begin = System.nanoTime();
        try {
            Answer answer = api.send(method, path, body);
            exchanges.add(
                    new Exchange(System.nanoTime(), answer.took(), answer.status(), answer.code(), answer.toString()));
            return answer;
        } catch (IOException brokenOff) {
            long now = System.nanoTime();
            exchanges.add(new Exchange(now, Duration.ofNanos(now - begin), 0, null, brokenOff.toString()));
            return null;
        }
    }
}
