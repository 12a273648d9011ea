package io.steward.identity.team;

/** What a member is in a team; escalations go to its leads first. */
public enum TeamRole {
    LEAD,
    MEMBER
}
