package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every operation that the merged API document tells of. */
final class Operations {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

    private Operations() {}

    /**
     * One of them.
     *
     * @param takesBody whether the document describes a request body
     * @param isPublic whether it needs no token
     */
    record Operation(String method, String path, boolean takesBody, boolean isPublic) {
        boolean hasId() {
            return path.contains("{");
        }

        /** The path with {@code ids} in place of its parameters; a parameter is named by what stands before it. */
        String filled(Map<String, String> ids) {
            Matcher parameter = PARAMETER.matcher(path);
            var filled = new StringBuilder();
            while (parameter.find()) {
                String before = path.substring("/api/v1/".length(), parameter.start() - 1);
                assertThat(ids)
                        .as("what stands for %s of %s", parameter.group(), this)
                        .containsKey(before);
                parameter.appendReplacement(filled, ids.get(before));
            }
            return parameter.appendTail(filled).toString();
        }

        /** The path with the same in place of each parameter. */
        String filledWith(String id) {
            return PARAMETER.matcher(path).replaceAll(Matcher.quoteReplacement(id));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Operation> all(Api api) {
        JsonNode document = api.get("/openapi.json").expect(200).body();
        assertThat(document.path("info").has("x-missing"))
                .as(
                        "services missing from the document: %s",
                        document.path("info").path("x-missing"))
                .isFalse();
        var operations = new ArrayList<Operation>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(item -> METHODS.contains(item.getKey()))
                .forEach(item -> operations.add(new Operation(
                        item.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        item.getValue().has("requestBody"),
                        item.getValue().path("security").isArray()
                                && item.getValue().path("security").isEmpty()))));
        return operations;
    }
}
