package io.steward.identity.team;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/** What clients ask of teams. */
public final class TeamRequests {
    private TeamRequests() {}

    public record CreateTeam(@NotBlank @Size(max = 120) String name) {}

    public record RenameTeam(@NotBlank @Size(max = 120) String name) {}

    public record ChangeTeamRole(@NotNull TeamRole role) {}

    public record AddTeamMember(
            @NotNull UUID userId, @NotNull TeamRole role) {}
}
