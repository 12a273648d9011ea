package io.steward.kit.inbox;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;

/** A service's effect of an event, inside the transaction that also notes the event as handled. */
@FunctionalInterface
public interface EventHandler {
    Uni<Void> handle(Scope scope, IncomingEvent event);
}
