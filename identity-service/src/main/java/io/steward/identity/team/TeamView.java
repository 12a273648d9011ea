package io.steward.identity.team;

import java.time.Instant;
import java.util.UUID;

/** A team as clients see it. */
public record TeamView(UUID id, String name, Instant createdAt, long version) {
    static TeamView of(Team team) {
        return new TeamView(team.id, team.name, team.createdAt, team.version);
    }

    /** One of its members. */
    public record MemberView(UUID teamId, UUID userId, TeamRole role, Instant joinedAt) {
        static MemberView of(TeamMember member) {
            return new MemberView(member.id.teamId(), member.id.userId(), member.role, member.joinedAt);
        }
    }
}
