package io.steward.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The topics of Steward, and who consumes them. Auto-creation is off: whoever installs Steward creates these. */
public enum Topic {
    IDENTITY(
            "steward.identity.events.v1",
            IdentityEvent.class,
            Cleanup.DELETE,
            "ticket",
            "sla",
            "notification",
            "knowledge"),
    /** Compacted, keyed by membership: what each member is now, and no word of those who were erased. */
    MEMBERS("steward.identity.members.v1", MemberEvent.class, Cleanup.COMPACT_IN_TIME, "ticket", "sla", "notification"),
    TICKET(
            "steward.ticket.events.v1",
            List.of(TicketEvent.class, PersonEvent.class, NoteEvent.class),
            Cleanup.DELETE,
            "identity",
            "sla",
            "notification"),
    SLA("steward.sla.events.v1", SlaEvent.class, Cleanup.DELETE, "ticket", "notification"),
    NOTIFICATION("steward.notification.events.v1", NotificationEvent.class, Cleanup.DELETE),
    KNOWLEDGE("steward.knowledge.events.v1", KnowledgeEvent.class, Cleanup.DELETE),
    /** Compacted, keyed by session or API key: the gateways read it whole at their start. What is older than a day has run out and goes. */
    REVOCATIONS("steward.identity.revocations.v1", RevocationEvent.class, Cleanup.COMPACT_AND_DELETE),
    /** Compacted, keyed by organization: the newest head of each audit log, for whoever wants to know whether it was tampered with. */
    AUDIT("steward.identity.audit.v1", AuditEvent.class, Cleanup.COMPACT);

    /** What becomes of a topic's old records. */
    public enum Cleanup {
        /** They go after the broker's retention. */
        DELETE,
        /** The last one of each key stays for ever. */
        COMPACT,
        /** The same, and what has a later one goes within {@link #COMPACTION_LAG} of the next record on its partition. */
        COMPACT_IN_TIME,
        /** The last one of each key stays for {@link #COMPACTED_RETENTION}. */
        COMPACT_AND_DELETE
    }

    /** Enough to spread one installation's load; a topic cannot be repartitioned without breaking the order per key. */
    public static final int PARTITIONS = 12;

    /** How long {@link Cleanup#COMPACT_AND_DELETE} keeps what a topic tells: longer than any access token lives, by a wide margin. */
    public static final Duration COMPACTED_RETENTION = Duration.ofDays(1);

    /** How long {@link Cleanup#COMPACT_IN_TIME} keeps a record that has a later one of its key. */
    public static final Duration COMPACTION_LAG = Duration.ofHours(6);

    private final String topicName;
    private final List<Class<? extends DomainEvent>> families;
    private final Cleanup cleanup;
    private final List<String> consumers;

    Topic(String topicName, Class<? extends DomainEvent> family, Cleanup cleanup, String... consumers) {
        this(topicName, List.of(family), cleanup, consumers);
    }

    Topic(String topicName, List<Class<? extends DomainEvent>> families, Cleanup cleanup, String... consumers) {
        this.topicName = topicName;
        this.families = families;
        this.cleanup = cleanup;
        this.consumers = List.of(consumers);
    }

    public String topicName() {
        return topicName;
    }

    /** The sealed interfaces whose records travel on this topic. */
    public List<Class<? extends DomainEvent>> families() {
        return families;
    }

    public Cleanup cleanup() {
        return cleanup;
    }

    public boolean compacted() {
        return cleanup != Cleanup.DELETE;
    }

    /** The services of Steward that consume this topic; each has a dead-letter topic of its own. */
    public List<String> consumers() {
        return consumers;
    }

    /** Where a consumer's undeliverable events of this topic go. */
    public String deadLetterTopic(String consumer) {
        return deadLetterTopic(topicName, consumer);
    }

    public static String deadLetterTopic(String topicName, String consumer) {
        return topicName + ".dlq." + consumer;
    }

    /** The names of every dead-letter topic. */
    public static Stream<String> deadLetterTopics() {
        return Arrays.stream(values()).flatMap(topic -> topic.consumers.stream().map(topic::deadLetterTopic));
    }

    /** The topic that an event belongs on. */
    public static Topic of(Class<? extends DomainEvent> event) {
        return Arrays.stream(values())
                .filter(topic -> topic.families.stream().anyMatch(family -> family.isAssignableFrom(event)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(event + " belongs on no topic"));
    }
}
