package io.steward.identity.profile;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.PasswordPolicy;
import io.steward.identity.letter.MailedToken;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Addresses are proved over HTTP: the token of the mail is all it takes. */
@Path("/api/v1/auth/email-verifications")
@Tag(name = "Authentication")
public class EmailVerificationResource {
    /**
     * The token of the mail.
     *
     * @param newPassword needed where the account has proved no address before: then all that was set until now ends, its password too
     */
    public record CompleteVerification(
            @NotBlank @Size(max = MailedToken.MAX) String token,

            @Size(min = PasswordPolicy.MIN, max = PasswordPolicy.MAX)
            String newPassword) {
        @Override
        public String toString() {
            return "CompleteVerification";
        }
    }

    private final EmailVerifications verifications;

    EmailVerificationResource(EmailVerifications verifications) {
        this.verifications = verifications;
    }

    @POST
    @Path("/complete")
    @PermitAll
    @Operation(
            summary =
                    "Confirm an address by the token of the mail; another one than the account's becomes the account's")
    public Uni<RestResponse<Void>> complete(@NotNull @Valid CompleteVerification request, RoutingContext http) {
        return verifications
                .complete(request.token(), request.newPassword(), RequestTrace.cause(http))
                .replaceWith(RestResponse.noContent());
    }
}
