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
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Stores notifications with their deliveries, in the transaction that notes the event as handled. The delivery in the feed is done
 * by that; mail follows the commit.
 */
@ApplicationScoped
public class NotificationStore {
    /** Recipients come sorted, so that two events for the same people lock their positions in one order. */
    private static final String STORE = """
            WITH place AS (
                INSERT INTO feed_position AS f (tenant_id, user_id, last) SELECT $1, u, 1 FROM unnest($4::uuid[]) u
                ON CONFLICT (tenant_id, user_id) DO UPDATE SET last = f.last + 1
                RETURNING user_id, last),
            made AS (
                INSERT INTO notifications (tenant_id, id, user_id, ticket_id, event_id, notification_type, title, body,
                                           position, version, created_at)
                SELECT $1, n.id, n.user_id, $3, $2, n.type, n.title, n.body, p.last, 2, $11
                  FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[]) AS n (user_id, id, type, title, body)
                  JOIN place p USING (user_id)
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

    private final LiveFeeds live;
    private final DeliverySignal deliveries;

    NotificationStore(LiveFeeds live, DeliverySignal deliveries) {
        this.live = live;
        this.deliveries = deliveries;
    }

    /** One notification per event and recipient, ever; a repeated event stores nothing. All are of one ticket. */
    public Uni<Void> store(Scope scope, UUID eventId, List<NewNotification> notifications) {
        if (notifications.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Entry> entries = notifications.stream()
                .sorted(Comparator.comparing(NewNotification::userId))
                .map(Entry::of)
                .toList();
        return scope.query(
                        STORE,
                        scope.actor().tenantId(),
                        eventId,
                        entries.getFirst().notification().ticketId(),
                        entries.stream().map(e -> e.notification().userId()).toArray(UUID[]::new),
                        entries.stream().map(e -> e.notification().id()).toArray(UUID[]::new),
                        entries.stream()
                                .map(e -> e.notification().type().name())
                                .toArray(String[]::new),
                        entries.stream().map(e -> e.notification().title()).toArray(String[]::new),
                        entries.stream().map(e -> e.notification().body()).toArray(String[]::new),
                        entries.stream().map(Entry::inAppId).toArray(UUID[]::new),
                        entries.stream().map(Entry::mailId).toArray(UUID[]::new),
                        scope.now().atOffset(ZoneOffset.UTC))
                .flatMap(made -> tell(scope, made, entries));
    }

    private Uni<Void> tell(Scope scope, RowSet<Row> made, List<Entry> entries) {
        List<UUID> ids = new ArrayList<>();
        made.forEach(row -> ids.add(row.getUUID("id")));
        List<Uni<Void>> told = new ArrayList<>();
        for (Entry entry : entries) {
            NewNotification notification = entry.notification();
            if (ids.contains(notification.id())) {
                told.add(scope.append(
                        new NotificationCreated(
                                notification.id(),
                                notification.userId(),
                                notification.ticketId(),
                                notification.type().name(),
                                scope.now()),
                        1));
                told.add(scope.append(
                        new NotificationDelivered(notification.id(), entry.inAppId(), "IN_APP", scope.now()), 2));
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

    private record Entry(NewNotification notification, UUID inAppId, UUID mailId) {
        static Entry of(NewNotification notification) {
            return new Entry(notification, Ids.next(), notification.byMail() ? Ids.next() : null);
        }
    }
}
