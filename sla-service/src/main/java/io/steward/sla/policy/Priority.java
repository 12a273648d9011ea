package io.steward.sla.policy;

/** A ticket's priority, critical first. */
public enum Priority {
    P1,
    P2,
    P3,
    P4
}
