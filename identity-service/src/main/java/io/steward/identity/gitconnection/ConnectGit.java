package io.steward.identity.gitconnection;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * @param serverUrl where the server is, with the path below which it lives if that is not the root
 * @param username the account there
 * @param token what the server gave for it
 */
public record ConnectGit(
        @NotNull GitProvider provider,
        @NotBlank @Size(max = 255) String serverUrl,

        @NotBlank @Size(max = 255) @Pattern(regexp = "\\P{Cntrl}*")
        String username,

        @NotBlank @Size(max = 4096) @Pattern(regexp = "[\\x21-\\x7E]*") @Schema(format = "password")
        String token) {
    @Override
    public String toString() {
        return "ConnectGit[" + provider + "]";
    }
}
