package io.steward.acceptance;

import java.util.Map;

/** What a stranger gets, and how the operation is called. */
sealed interface Rule {
    /** 404, the same as for an id that is nowhere. */
    record NotThere(Map<String, Object> body) implements Rule {}

    /** 200 with nothing of ours. */
    record NothingOfOurs(String query) implements Rule {}

    /** No id: the permission is not one of an organization's. */
    record Forbidden(Map<String, Object> body) implements Rule {}

    /** Names ours in its body: refused as if it named nothing. */
    record UnknownReference(Map<String, Object> body, String field, String ours) implements Rule {}

    /** Makes something in the caller's own organization and takes no id. */
    record OwnAlone(Map<String, Object> body) implements Rule {}

    /** Has a test of its own here or elsewhere. */
    record Elsewhere(String where) implements Rule {}
}
