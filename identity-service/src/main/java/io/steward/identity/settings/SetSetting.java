package io.steward.identity.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** @param value null takes the organization's value away: the installation's holds again */
public record SetSetting(
        @Schema(implementation = Object.class, nullable = true, example = "PT8H") @JsonProperty(required = true)
        JsonNode value) {}
