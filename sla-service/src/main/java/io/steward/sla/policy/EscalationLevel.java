package io.steward.sla.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A step of a policy's ladder, as its column holds it.
 *
 * @param level 1 to 5
 * @param target {@code team_lead}, {@code manager}, {@code admin} or the id of a member
 * @param afterMinutes minutes between the breach and this step
 */
public record EscalationLevel(
        int level,
        String target,
        @JsonProperty("after_minutes") int afterMinutes) {}
