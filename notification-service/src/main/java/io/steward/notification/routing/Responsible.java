package io.steward.notification.routing;

import java.util.List;
import java.util.UUID;

/** Who answers for a ticket in whose team there is nobody to tell: of the default team the leads, else the members, else who may assign. */
record Responsible(List<List<UUID>> turns) {
    /** Before it was asked for. */
    static final Responsible NOT_ASKED = new Responsible(List.of());
}
