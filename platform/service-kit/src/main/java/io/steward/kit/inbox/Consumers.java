package io.steward.kit.inbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which handler a topic has here, so that a dead letter can be replayed by the same code. */
@ApplicationScoped
public class Consumers {
    private final Map<String, EventHandler> byTopic = new ConcurrentHashMap<>();

    /** A service that consumes a topic says so at its start, so that a replay needs no new event first. */
    public void remember(String topic, EventHandler handler) {
        byTopic.put(topic, handler);
    }

    Optional<EventHandler> of(String topic) {
        return Optional.ofNullable(byTopic.get(topic));
    }
}
