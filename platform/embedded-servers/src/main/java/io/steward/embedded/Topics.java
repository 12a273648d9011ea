package io.steward.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The topics of the public contract as a broker needs them, dead letters included. */
public final class Topics {
    private Topics() {}

    /** All of them. */
    public static List<Topic> all() {
        int partitions = io.steward.events.Topic.PARTITIONS;
        Stream<Topic> events = Arrays.stream(io.steward.events.Topic.values())
                .map(topic -> new Topic(topic.topicName(), partitions, topic.cleanup()));
        Stream<Topic> deadLetters = io.steward.events.Topic.deadLetterTopics()
                .map(name -> new Topic(name, partitions, io.steward.events.Topic.Cleanup.DELETE));
        return Stream.concat(events, deadLetters).toList();
    }
}
