package io.steward.kit.actor;

import java.util.UUID;

/**
 * Why something happens.
 *
 * @param label what a history row shows: {@code person}, {@code rule:auto-close}, or the type of the causing event
 * @param correlationId the request that began the chain
 * @param causationId the event that caused this; null when a request did
 * @param traceparent the W3C trace context carried on to the events; may be null
 * @param clientAddress where the person's client is; null when it is unknown or nobody's request did it
 */
public record Cause(String label, String correlationId, UUID causationId, String traceparent, String clientAddress) {

    public Cause(String label, String correlationId, UUID causationId, String traceparent) {
        this(label, correlationId, causationId, traceparent, null);
    }

    public static Cause person(String requestId, String traceparent) {
        return new Cause("person", requestId, null, traceparent);
    }

    public static Cause person(String requestId, String traceparent, String clientAddress) {
        return new Cause("person", requestId, null, traceparent, clientAddress);
    }

    /** A rule or timer of the system's own; it begins a chain of its own. */
    public static Cause rule(String name, UUID chainId) {
        return new Cause("rule:" + name, chainId.toString(), null, null);
    }
}
