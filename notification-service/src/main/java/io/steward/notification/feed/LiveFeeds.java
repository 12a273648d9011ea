package io.steward.notification.feed;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.PoolSql;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The open streams of this process: who is woken by a commit here, and by the poll for what another process committed. */
@ApplicationScoped
public class LiveFeeds {
    private static final Logger LOG = Logger.getLogger(LiveFeeds.class);
    private static final String POSITIONS = """
            SELECT p.tenant_id, p.user_id, p.last FROM unnest($1::uuid[], $2::uuid[]) AS o (tenant_id, user_id)
              JOIN feed_position p USING (tenant_id, user_id)
            """;

    private final Map<Recipient, Set<FeedStream>> open = new ConcurrentHashMap<>();
    private final Pool relay;
    private final PoolSql sql;
    private final Vertx vertx;
    private final StreamConfig config;
    private long beat;
    private long poll;

    LiveFeeds(
            @ReactiveDataSource("relay") Pool relay,
            PoolSql sql,
            Vertx vertx,
            StreamConfig config,
            MeterRegistry meters) {
        this.relay = relay;
        this.sql = sql;
        this.vertx = vertx;
        this.config = config;
        meters.gauge("steward.stream.open", open, streams -> streams.values().stream()
                .mapToInt(Set::size)
                .sum());
    }

    void start(@Observes StartupEvent event) {
        beat = vertx.setPeriodic(config.heartbeat().toMillis(), id -> all().forEach(FeedStream::beat));
        poll = vertx.setPeriodic(config.poll().toMillis(), id -> poll());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(beat);
        vertx.cancelTimer(poll);
        all().forEach(FeedStream::end);
    }

    /** @throws Problem 429 when the person holds too many open */
    void join(Recipient recipient, FeedStream stream) {
        open.compute(recipient, (person, streams) -> {
            Set<FeedStream> joined = streams == null ? new HashSet<>() : new HashSet<>(streams);
            if (joined.size() >= config.perPerson()) {
                throw Problem.of(429, "too-many-streams", "Too many streams", "Close one of your open streams first.");
            }
            joined.add(stream);
            return Set.copyOf(joined);
        });
    }

    void leave(Recipient recipient, FeedStream stream) {
        open.computeIfPresent(recipient, (person, streams) -> {
            Set<FeedStream> left = new HashSet<>(streams);
            left.remove(stream);
            return left.isEmpty() ? null : Set.copyOf(left);
        });
    }

    void wake(Recipient recipient) {
        open.getOrDefault(recipient, Set.of()).forEach(FeedStream::wake);
    }

    /** How many streams are open. */
    int size() {
        return all().size();
    }

    private List<FeedStream> all() {
        return open.values().stream().flatMap(Set::stream).toList();
    }

    private void poll() {
        if (open.isEmpty()) {
            return;
        }
        List<Recipient> people = new ArrayList<>(open.keySet());
        // Not Tuple.of: for two arrays of one type it takes the elements of the second.
        Tuple parameters = Tuple.tuple()
                .addArrayOfUUID(people.stream().map(Recipient::tenantId).toArray(UUID[]::new))
                .addArrayOfUUID(people.stream().map(Recipient::userId).toArray(UUID[]::new));
        sql.run(relay, POSITIONS, parameters)
                .onSuccess(rows -> rows.forEach(row -> {
                    Recipient recipient = new Recipient(row.getUUID("tenant_id"), row.getUUID("user_id"));
                    long last = row.getLong("last");
                    open.getOrDefault(recipient, Set.of()).forEach(stream -> stream.wakeFor(last));
                }))
                .onFailure(failure -> LOG.debugf(
                        "Feeds cannot be polled now: %s", failure.getClass().getSimpleName()));
    }
}
