package io.steward.sla.directory;

import java.util.Set;
import java.util.UUID;

/**
 * An active member who may be told.
 *
 * @param leads whether it is a lead of the team in question
 */
public record Candidate(UUID id, boolean leads, Set<String> roles) {}
