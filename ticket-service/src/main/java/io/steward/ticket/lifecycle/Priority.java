package io.steward.ticket.lifecycle;

/** P1 is critical, P4 low. */
public enum Priority {
    P1,
    P2,
    P3,
    P4
}
