package io.steward.embedded;

/**
 * A topic to create.
 *
 * @param partitions number of partitions, at least 1
 * @param compacted keeps the last record of each key alone, and none for longer than {@link io.steward.events.Topic#COMPACTED_RETENTION}
 */
public record Topic(String name, int partitions, boolean compacted) {
    public Topic {
        if (partitions < 1) {
            throw new IllegalArgumentException("a topic has at least one partition");
        }
    }
}
