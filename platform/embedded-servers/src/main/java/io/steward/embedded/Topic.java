package io.steward.embedded;

import io.steward.events.Topic.Cleanup;

/**
 * A topic to create.
 *
 * @param partitions number of partitions, at least 1
 * @param cleanup what becomes of old records
 */
public record Topic(String name, int partitions, Cleanup cleanup) {
    public Topic {
        if (partitions < 1) {
            throw new IllegalArgumentException("a topic has at least one partition");
        }
    }
}
