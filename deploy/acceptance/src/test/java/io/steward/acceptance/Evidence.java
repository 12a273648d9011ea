package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.acceptance.TopicLog.Entry;
import io.steward.embedded.Topics;
import io.steward.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/** Looks at what is left when all is quiet: in the tables, on the topics, in the inboxes. */
final class Evidence {
    private static final Duration STANDSTILL = Duration.ofSeconds(90);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final List<String> SERVICES = List.of("identity", "ticket", "sla", "notification", "knowledge");

    private final StewardStack stack;
    private final Tables tables;
    /** The topics with their entries; read once it is quiet. */
    private final Map<Topic, List<Entry>> topics = new LinkedHashMap<>();

    Evidence(StewardStack stack) {
        this.stack = stack;
        this.tables = new Tables(stack);
    }

    /** Waits until no event is on its way, for as long as there is something that moves, and reads the topics. */
    Evidence awaitQuiet() {
        Until.holds(STANDSTILL, LONGEST, this::handled, () -> {
            readTopics();
            topics.forEach((topic, entries) -> {
                for (String consumer : topic.consumers()) {
                    Set<UUID> missing = ids(wanted(consumer, entries));
                    missing.removeAll(handled(consumer, topic));
                    assertThat(missing)
                            .as("events of %s that %s has not handled", topic, consumer)
                            .isEmpty();
                }
            });
            for (String service : SERVICES) {
                assertThat(tables.number("SELECT count(*) FROM " + service + ".outbox"))
                        .as("outbox of %s", service)
                        .isZero();
            }
            assertThat(tables.number("SELECT count(*) FROM notification.deliveries WHERE next_attempt_at <= now()"))
                    .as("mails that are due")
                    .isZero();
            // What was handled meanwhile may have made more: it has left the outbox, so it shows now.
            long seen = records();
            readTopics();
            assertThat(records()).as("records on the topics").isEqualTo(seen);
        });
        return this;
    }

    /** How many different events are on the topics. */
    long events() {
        return topics.values().stream()
                .mapToLong(entries -> entries.stream().map(Entry::id).distinct().count())
                .sum();
    }

    /** How many records are there a second time: sent, but not yet removed from the outbox when the process died. */
    long repeated() {
        return records() - events();
    }

    private long records() {
        return topics.values().stream().mapToLong(List::size).sum();
    }

    /** Neither on a topic nor in a table. */
    void assertNoDeadLetters() {
        for (String service : SERVICES) {
            assertThat(tables.rows("SELECT topic, type, state, reason FROM " + service + ".dead_letters"))
                    .as("dead letters of %s", service)
                    .isEmpty();
        }
        Topics.all().stream()
                .map(io.steward.embedded.Topic::name)
                .filter(name -> name.contains(".dlq."))
                .forEach(name -> assertThat(TopicLog.of(stack.kafka().bootstrapServers(), name))
                        .as(name)
                        .isEmpty());
    }

    /** Per aggregate: published without a gap from 1; each consumer has handled what it wants of it in that order, and nothing but that. */
    void assertOrder() {
        var soft = new SoftAssertions();
        topics.forEach((topic, entries) -> {
            firstSequences(entries).forEach((key, sequences) -> soft.assertThat(sequences)
                    .as("sequences of %s on %s", key, topic)
                    .isEqualTo(upTo(sequences.size())));
            for (String consumer : topic.consumers()) {
                soft.assertThat(handledSequences(consumer, topic))
                        .as("sequences by aggregate of %s as %s handled them", topic, consumer)
                        .isEqualTo(firstSequences(wanted(consumer, entries)));
                Set<UUID> unpublished = handled(consumer, topic);
                unpublished.removeAll(ids(entries));
                soft.assertThat(unpublished)
                        .as("events of %s that %s has handled and that are not there", topic, consumer)
                        .isEmpty();
            }
        });
        soft.assertAll();
    }

    /** Each wish of a load has come true once, or not at all where it may not; with all that follows from it, once. */
    void assertEffectsOnce(TicketLoad load) {
        Organization organization = load.organization();
        Map<String, List<UUID>> byTitle =
                tables.rows("SELECT id, title FROM ticket.tickets WHERE tenant_id = ?", organization.id()).stream()
                        .collect(Collectors.groupingBy(
                                row -> (String) row.get("title"),
                                Collectors.mapping(row -> (UUID) row.get("id"), Collectors.toList())));
        var soft = new SoftAssertions();
        for (TicketLoad.Wish wish : load.wishes()) {
            List<UUID> there = byTitle.getOrDefault(wish.title(), List.of());
            if (wish.ticket() != null) {
                soft.assertThat(there).as("%s", wish).containsExactly(wish.ticket());
                soft.assertThat(wish.answered()).as("%s", wish).containsExactly(wish.ticket());
            } else if (wish.status() >= 400 && wish.status() < 500) {
                soft.assertThat(there).as("%s", wish).isEmpty();
            } else {
                soft.assertThat(there).as("%s", wish).hasSizeLessThanOrEqualTo(1);
            }
        }
        soft.assertAll();
        assertFollowing(organization);
    }

    /** Whether answered or not: what exists has its effects once. */
    private void assertFollowing(Organization organization) {
        UUID tenant = organization.id();
        var soft = new SoftAssertions();
        soft.assertThat(tables.rows("""
                        SELECT t.id, t.title, count(h.position) FROM ticket.tickets t
                          LEFT JOIN ticket.ticket_history h
                            ON h.tenant_id = t.tenant_id AND h.ticket_id = t.id AND h.change_type = 'CREATED'
                         WHERE t.tenant_id = ? GROUP BY t.id, t.title HAVING count(h.position) <> 1""", tenant))
                .as("tickets without exactly one CREATED row of history")
                .isEmpty();
        soft.assertThat(tables.rows("""
                            SELECT coalesce(t.id, c.ticket_id) AS id, t.title, count(c.ticket_id) FROM ticket.tickets t
                              FULL JOIN (SELECT * FROM sla.sla_clocks WHERE tenant_id = ? AND clock = 'RESPONSE') c ON c.ticket_id = t.id
                             WHERE coalesce(t.tenant_id, c.tenant_id) = ?
                             GROUP BY 1, 2 HAVING count(c.ticket_id) <> 1 OR count(t.id) <> 1""", tenant, tenant))
                .as("tickets without exactly one response clock, or clocks without a ticket")
                .isEmpty();
        soft.assertThat(tables.rows(
                        "SELECT id, title FROM ticket.tickets WHERE tenant_id = ? AND response_due_at IS NULL", tenant))
                .as("tickets that were not told their due dates")
                .isEmpty();
        assertNotifications(soft, organization);
        assertCausedOnce(soft);
        soft.assertAll();
    }

    /** The lead learns of each ticket, the agent of what he was given, the requester of each answer: each once, and nobody else. */
    private void assertNotifications(SoftAssertions soft, Organization organization) {
        Map<List<?>, Long> expected = new HashMap<>();
        for (Map<String, Object> row : tables.rows("""
                SELECT t.id,
                       (SELECT count(*) FROM ticket.ticket_history h WHERE h.tenant_id = t.tenant_id AND h.ticket_id = t.id
                           AND h.field_name = 'assigneeId') AS assigned,
                       (SELECT count(*) FROM ticket.comments c WHERE c.tenant_id = t.tenant_id AND c.ticket_id = t.id) AS comments
                  FROM ticket.tickets t WHERE t.tenant_id = ?""", organization.id())) {
            UUID ticket = (UUID) row.get("id");
            expected.put(List.of(ticket, organization.lead().id(), "TICKET_CREATED"), 1L);
            if ((Long) row.get("assigned") > 0) {
                expected.put(List.of(ticket, organization.agent().id(), "TICKET_ASSIGNED"), (Long) row.get("assigned"));
            }
            if ((Long) row.get("comments") > 0) {
                expected.put(
                        List.of(ticket, organization.requester().id(), "TICKET_COMMENTED"), (Long) row.get("comments"));
            }
        }
        Map<List<?>, Long> there = new HashMap<>();
        tables.rows("""
                        SELECT ticket_id, user_id, notification_type, count(*) AS n FROM notification.notifications
                         WHERE tenant_id = ? GROUP BY 1, 2, 3""", organization.id())
                .forEach(row -> there.put(
                        List.of(row.get("ticket_id"), row.get("user_id"), row.get("notification_type")),
                        (Long) row.get("n")));
        soft.assertThat(there)
                .as("notifications by ticket, recipient and reason")
                .isEqualTo(expected);
        soft.assertThat(tables.rows("""
                        SELECT notification_id, channel, count(*) FROM notification.deliveries WHERE tenant_id = ?
                         GROUP BY 1, 2 HAVING count(*) > 1""", organization.id()))
                .as("notifications with two deliveries on one channel")
                .isEmpty();
    }

    /** An event has at most one following event of each type and aggregate: a second handling would show as a second one. */
    private void assertCausedOnce(SoftAssertions soft) {
        topics.forEach((topic, entries) -> {
            Map<List<Object>, Set<UUID>> caused = new HashMap<>();
            entries.stream().filter(entry -> entry.causation() != null).forEach(entry -> caused.computeIfAbsent(
                            List.of(entry.causation(), entry.type(), entry.key()), key -> new HashSet<>())
                    .add(entry.id()));
            caused.forEach((cause, events) ->
                    soft.assertThat(events).as("%s of %s", topic, cause).hasSize(1));
        });
    }

    private void readTopics() {
        for (Topic topic : Topic.values()) {
            if (!topic.compacted()) {
                topics.put(topic, TopicLog.of(stack.kafka().bootstrapServers(), topic.topicName()));
            }
        }
    }

    /** How much was done until now: events handled by each service, and mails sent, each of which is told by an event. */
    private List<Long> handled() {
        return Stream.concat(
                        SERVICES.stream().map(service -> "SELECT count(*) FROM " + service + ".inbox"),
                        Stream.of("SELECT count(*) FROM notification.deliveries WHERE status = 'SENT'"))
                .map(tables::number)
                .toList();
    }

    private Set<UUID> handled(String consumer, Topic topic) {
        return tables.rows("SELECT event_id FROM " + consumer + ".inbox WHERE topic = ?", topic.topicName()).stream()
                .map(row -> (UUID) row.get("event_id"))
                .collect(Collectors.toSet());
    }

    private static List<Entry> wanted(String consumer, List<Entry> entries) {
        return entries.stream().filter(event -> Interest.of(consumer, event)).toList();
    }

    private static Set<UUID> ids(List<Entry> entries) {
        return entries.stream().map(Entry::id).collect(Collectors.toSet());
    }

    private static Map<String, List<Long>> firstSequences(List<Entry> entries) {
        var seen = new HashSet<UUID>();
        var sequences = new LinkedHashMap<String, List<Long>>();
        for (Entry entry : entries) {
            if (seen.add(entry.id())) {
                sequences.computeIfAbsent(entry.key(), key -> new ArrayList<>()).add(entry.sequence());
            }
        }
        return sequences;
    }

    private Map<String, List<Long>> handledSequences(String consumer, Topic topic) {
        var sequences = new LinkedHashMap<String, List<Long>>();
        tables.rows(
                        "SELECT aggregate_id, sequence FROM " + consumer + ".inbox WHERE topic = ? ORDER BY position",
                        topic.topicName())
                .forEach(row -> sequences
                        .computeIfAbsent(row.get("aggregate_id").toString(), key -> new ArrayList<>())
                        .add((Long) row.get("sequence")));
        return sequences;
    }

    private static List<Long> upTo(int last) {
        var numbers = new ArrayList<Long>();
        for (long number = 1; number <= last; number++) {
            numbers.add(number);
        }
        return numbers;
    }
}
