package io.steward.identity.organization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steward.kit.problem.Problem;
import io.steward.kit.web.MergePatch;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What a merge patch does to an organization. Settings are merged in depth, as RFC 7396 says. */
final class OrganizationPatch {
    /** Bytes of the settings as JSON. */
    static final int SETTINGS = 16 * 1024;

    private static final int NAME = 120;
    private static final int DESCRIPTION = 2000;
    private static final Set<String> EDITABLE = Set.of("name", "description", "defaultTeamId", "settings");

    private final MergePatch patch;
    private final String name;
    private final String description;
    private final UUID defaultTeam;
    private final JsonNode settings;

    private OrganizationPatch(JsonNode body) {
        patch = MergePatch.of(body, EDITABLE);
        name = patch.has("name") ? patch.text("name", NAME, true).strip() : null;
        description = patch.has("description") ? patch.text("description", DESCRIPTION, false) : null;
        defaultTeam = patch.has("defaultTeamId") ? patch.id("defaultTeamId") : null;
        settings = body.get("settings");
        if (settings != null && !settings.isNull() && !settings.isObject()) {
            throw Problem.badRequest("invalid-value", "The property must be an object.")
                    .with("field", "settings");
        }
    }

    /** @throws Problem 400 for what cannot be edited, or not like this */
    static OrganizationPatch of(JsonNode body) {
        return new OrganizationPatch(body);
    }

    String name(String before) {
        return name == null ? before : name;
    }

    String description(String before) {
        return patch.has("description") ? description : before;
    }

    /** Null for none. */
    UUID defaultTeam(UUID before) {
        return patch.has("defaultTeamId") ? defaultTeam : before;
    }

    /** @throws Problem 422 when they would be too large */
    ObjectNode settings(ObjectNode before) {
        if (settings == null) {
            return before;
        }
        ObjectNode merged = settings.isNull() ? before.objectNode() : merge(before.deepCopy(), (ObjectNode) settings);
        if (merged.toString().getBytes(StandardCharsets.UTF_8).length > SETTINGS) {
            throw Problem.unprocessable("settings-too-large", "settings", "The settings are too large.")
                    .with("limit", SETTINGS);
        }
        return merged;
    }

    /** The settings at the top that the patch is about. */
    Set<String> settingsNamed() {
        Set<String> named = new TreeSet<>();
        if (settings != null) {
            settings.fieldNames().forEachRemaining(named::add);
        }
        return named;
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode changes) {
        changes.properties().forEach(change -> {
            JsonNode value = change.getValue();
            if (value.isNull()) {
                target.remove(change.getKey());
            } else if (value instanceof ObjectNode object) {
                ObjectNode inner =
                        target.get(change.getKey()) instanceof ObjectNode known ? known : target.objectNode();
                target.set(change.getKey(), merge(inner, object));
            } else {
                target.set(change.getKey(), value);
            }
        });
        return target;
    }
}
