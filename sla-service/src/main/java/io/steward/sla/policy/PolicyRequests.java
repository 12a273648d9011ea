package io.steward.sla.policy;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What clients ask of policies. */
public final class PolicyRequests {
    public static final int NAME = 100;
    private static final int YEAR_OF_MINUTES = 525_600;

    private PolicyRequests() {}

    /**
     * Targets are ISO-8601 durations, such as {@code PT4H}.
     *
     * @param warningThresholds percent of a target; 50, 75 and 90 when absent
     */
    public record CreatePolicy(
            @NotBlank @Size(max = NAME) String name,
            @NotNull Priority priority,
            @NotBlank @Size(max = 40) String responseTarget,
            @NotBlank @Size(max = 40) String resolutionTarget,
            @NotNull @Size(max = 5) List<@NotNull @Valid Level> escalationLevels,
            @Size(max = 10) List<@NotNull @Min(1) @Max(99) Integer> warningThresholds) {}

    /** @param target {@code team_lead}, {@code manager}, {@code admin} or the id of a member */
    public record Level(
            @NotNull @Min(1) @Max(5) Integer level,
            @NotBlank @Size(max = 40) String target,
            @NotNull @Min(0) @Max(YEAR_OF_MINUTES) Integer afterMinutes) {}
}
