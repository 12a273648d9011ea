package io.steward.identity.organization;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * An organization as its members see it.
 *
 * @param description null for none
 * @param defaultTeamId the team that is told of tickets that no team of their own can take; null for none
 * @param settings what clients keep for all of the organization; Steward itself reads none of it
 */
public record OrganizationDetails(
        UUID id,
        String name,
        String slug,
        String description,
        UUID defaultTeamId,
        Map<String, Object> settings,
        Instant createdAt,
        long version) {}
