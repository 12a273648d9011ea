package io.steward.identity.role;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What clients ask of roles. */
public final class RoleRequests {
    private static final int MOST = 200;

    private RoleRequests() {}

    /**
     * The name stays as it is; other services tell members apart by it.
     *
     * @param mfaRequired null is false
     */
    public record CreateRole(
            @NotNull
            @Pattern(
                    regexp = "[A-Za-z0-9][A-Za-z0-9._ -]{0,63}",
                    message = "must be 1 to 64 letters, digits, blanks, dots, dashes or underscores")
            String name,

            @NotNull @Size(max = MOST) List<@NotBlank @Size(max = 64) String> permissions,

            Boolean mfaRequired) {}

    /** The permissions that it has from now on, and whether it needs a second factor; what is not given stays, all of it cannot. */
    public record ChangeRole(
            @Size(max = MOST) List<@NotBlank @Size(max = 64) String> permissions, Boolean mfaRequired) {}
}
