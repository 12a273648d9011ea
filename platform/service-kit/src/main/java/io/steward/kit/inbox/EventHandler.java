package io.steward.kit.inbox;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * A service's effect of events, inside the transaction that also notes them as handled. They are of one organization, and of one key
 * in their order; the transaction is on behalf of the first one's cause.
 *
 * <p>A handler that locks rows of several aggregates takes them in an order that others share, or has nobody beside it who locks two.
 */
@FunctionalInterface
public interface EventHandler {
    Uni<Void> handle(Scope scope, List<IncomingEvent> events);

    /** Cuts events into waves: no key twice in one, and the events of a key in their order. A wave can be worked on as a whole. */
    static List<List<IncomingEvent>> waves(List<IncomingEvent> events) {
        List<List<IncomingEvent>> waves = new ArrayList<>();
        Map<UUID, Integer> seen = new HashMap<>();
        for (IncomingEvent event : events) {
            int wave = seen.merge(event.aggregateId(), 1, Integer::sum) - 1;
            if (wave == waves.size()) {
                waves.add(new ArrayList<>());
            }
            waves.get(wave).add(event);
        }
        return waves;
    }

    /** Handles each event for itself, one after the other, on behalf of its own cause. */
    static EventHandler oneByOne(BiFunction<Scope, IncomingEvent, Uni<Void>> handler) {
        return (scope, events) -> Multi.createFrom()
                .iterable(events)
                .onItem()
                .transformToUniAndConcatenate(event -> handler.apply(event.scopeIn(scope), event))
                .collect()
                .last()
                .replaceWithVoid();
    }
}
