package io.steward.identity.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The token endpoint's refusal, with the members of RFC 6749 5.2: what OAuth libraries read, and so no problem document. */
public record TokenRefusal(
        @Schema(
                required = true,
                enumeration = {
                    "invalid_request",
                    "invalid_client",
                    "invalid_grant",
                    "unauthorized_client",
                    "unsupported_grant_type",
                    "invalid_scope"
                })
        String error,

        @JsonProperty("error_description") String description) {}
