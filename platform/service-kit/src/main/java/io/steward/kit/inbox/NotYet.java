package io.steward.kit.inbox;

/** An event needs what another topic has yet to tell. It passes: the event is tried again in a moment, the others need not wait. */
public class NotYet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotYet(String what) {
        super(what + " is not known yet");
    }
}
