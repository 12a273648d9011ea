package io.steward.notification.routing;

import java.io.IOException;

/** An event names somebody or something that another topic has yet to tell: it is tried again in a moment. */
class NotKnownYet extends IOException {
    private static final long serialVersionUID = 1L;

    NotKnownYet(String what) {
        super(what + " is not known yet");
    }
}
