package io.steward.identity.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.steward.identity.session.TokenConfig;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An organization's setting.
 *
 * @param value what holds
 * @param standard what holds where the organization sets nothing
 * @param set whether the organization has set it
 * @param version 0 when it was never set
 * @param updatedAt null when it was never set
 */
record AdminSettingView(
        String key,
        String description,
        String type,
        @Schema(implementation = Object.class) JsonNode value,
        @Schema(implementation = Object.class) JsonNode standard,
        boolean set,
        long version,
        Instant updatedAt) {

    /** @param stored null for none */
    static AdminSettingView of(
            AdminSetting setting, JsonNode stored, long version, Instant updatedAt, TokenConfig config) {
        JsonNode standard = TextNode.valueOf(setting.longest(config).toString());
        return new AdminSettingView(
                setting.key(),
                setting.meaning(),
                "duration",
                stored == null ? standard : stored,
                standard,
                stored != null,
                version,
                updatedAt);
    }
}
