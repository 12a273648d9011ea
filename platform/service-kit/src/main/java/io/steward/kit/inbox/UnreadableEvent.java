package io.steward.kit.inbox;

/** A record on an event topic that is no event of its type: no retry can help. */
class UnreadableEvent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableEvent(String message, Throwable cause) {
        super(message, cause);
    }
}
