package io.steward.notification.feed;

import io.smallrye.mutiny.Uni;
import io.steward.events.NotificationEvent.NotificationCreated;
import io.steward.events.NotificationEvent.NotificationDelivered;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.notification.delivery.DeliverySignal;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Stores notifications with their deliveries, in the transaction that notes the event as handled. The delivery in the feed is done
 * by that; mail follows the commit.
 */
@ApplicationScoped
public class NotificationStore {
    /** Positions are taken in the order of people, so that two transactions never wait for each other. */
    private static final String STORE = """
            WITH told AS (
                SELECT *, row_number() OVER (PARTITION BY user_id ORDER BY nth) - count(*) OVER (PARTITION BY user_id) AS back
                  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $12::text[]) WITH ORDINALITY
                       AS n (event_id, ticket_id, user_id, id, type, title, body, audience, nth)),
            place AS (
                INSERT INTO feed_position AS f (tenant_id, user_id, last)
                SELECT $1, user_id, count(*) FROM told GROUP BY user_id ORDER BY user_id
                ON CONFLICT (tenant_id, user_id) DO UPDATE SET last = f.last + excluded.last WHERE NOT f.closed
                RETURNING user_id, last),
            made AS (
                INSERT INTO notifications (tenant_id, id, user_id, ticket_id, event_id, notification_type, title, body,
                                           audience, position, version, created_at)
                SELECT $1, t.id, t.user_id, t.ticket_id, t.event_id, t.type, t.title, t.body, t.audience, p.last + t.back, 2, $11
                  FROM told t JOIN place p USING (user_id)
                ON CONFLICT (tenant_id, event_id, user_id) DO NOTHING
                RETURNING id),
            in_app AS (
                INSERT INTO deliveries (tenant_id, id, notification_id, channel, status, attempted_at, created_at, delivered_at)
                SELECT $1, d.id, m.id, 'IN_APP', 'DELIVERED', $11, $11, $11
                  FROM unnest($5::uuid[], $9::uuid[]) AS d (notification_id, id) JOIN made m ON m.id = d.notification_id),
            mail AS (
                INSERT INTO deliveries (tenant_id, id, notification_id, channel, status, next_attempt_at, message_id, created_at)
                SELECT $1, d.id, m.id, 'EMAIL', 'PENDING', $11, '<' || d.id || '@steward>', $11
                  FROM unnest($5::uuid[], $10::uuid[]) AS d (notification_id, id) JOIN made m ON m.id = d.notification_id
                 WHERE d.id IS NOT NULL)
            SELECT id FROM made
            """;

    private static final String CLOSE = """
            INSERT INTO feed_position (tenant_id, user_id, last, closed) VALUES ($1, $2, 0, true)
            ON CONFLICT (tenant_id, user_id) DO UPDATE SET closed = true
            """;
    private static final String ERASE = "DELETE FROM notifications WHERE tenant_id = $1 AND user_id = $2";

    private final LiveFeeds live;
    private final DeliverySignal deliveries;

    NotificationStore(LiveFeeds live, DeliverySignal deliveries) {
        this.live = live;
        this.deliveries = deliveries;
    }

    /**
     * A notification with the event that it tells of.
     *
     * @param scope acts because of the event
     */
    public record Telling(Scope scope, UUID eventId, NewNotification notification) {}

    /** One notification per event and recipient, ever; a repeated event stores nothing. Feeds get them in the order given. */
    public Uni<Void> store(Scope scope, List<Telling> tellings) {
        if (tellings.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Entry> entries = tellings.stream().map(Entry::of).toList();
        return scope.query(
                        STORE,
                        scope.actor().tenantId(),
                        column(entries, Entry::eventId, UUID[]::new),
                        column(entries, e -> e.notification().ticketId(), UUID[]::new),
                        column(entries, e -> e.notification().userId(), UUID[]::new),
                        column(entries, e -> e.notification().id(), UUID[]::new),
                        column(entries, e -> e.notification().type().name(), String[]::new),
                        column(entries, e -> e.notification().title(), String[]::new),
                        column(entries, e -> e.notification().body(), String[]::new),
                        column(entries, Entry::inAppId, UUID[]::new),
                        column(entries, Entry::mailId, UUID[]::new),
                        scope.now().atOffset(ZoneOffset.UTC),
                        column(entries, e -> e.notification().audience().name(), String[]::new))
                .flatMap(made -> tell(scope, made, entries));
    }

    /** Deletes all that a person was ever told, with its deliveries; from then on nothing is stored for it. */
    public Uni<Void> erase(Scope scope, UUID person) {
        UUID tenant = scope.actor().tenantId();
        var closed = scope.query(CLOSE, tenant, person);
        var erased = scope.query(ERASE, tenant, person);
        return closed.chain(() -> erased).replaceWithVoid();
    }

    private static <T> T[] column(List<Entry> entries, Function<Entry, T> value, IntFunction<T[]> array) {
        return entries.stream().map(value).toArray(array);
    }

    private Uni<Void> tell(Scope scope, RowSet<Row> made, List<Entry> entries) {
        Set<UUID> ids = new HashSet<>();
        made.forEach(row -> ids.add(row.getUUID("id")));
        List<Uni<Void>> told = new ArrayList<>();
        for (Entry entry : entries) {
            NewNotification notification = entry.notification();
            if (ids.contains(notification.id())) {
                told.add(entry.scope()
                        .append(
                                new NotificationCreated(
                                        notification.id(),
                                        notification.userId(),
                                        notification.ticketId(),
                                        notification.type().name(),
                                        scope.now()),
                                1));
                told.add(entry.scope()
                        .append(
                                new NotificationDelivered(notification.id(), entry.inAppId(), "IN_APP", scope.now()),
                                2));
            }
        }
        if (told.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        UUID tenant = scope.actor().tenantId();
        scope.afterCommit(() -> {
            entries.forEach(entry ->
                    live.wake(new Recipient(tenant, entry.notification().userId())));
            deliveries.wake();
        });
        return Uni.join().all(told).andFailFast().replaceWithVoid();
    }

    private record Entry(Scope scope, UUID eventId, NewNotification notification, UUID inAppId, UUID mailId) {
        static Entry of(Telling telling) {
            UUID mailId = telling.notification().byMail() ? Ids.next() : null;
            return new Entry(telling.scope(), telling.eventId(), telling.notification(), Ids.next(), mailId);
        }
    }
}
