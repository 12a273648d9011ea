package io.steward.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A released event changes by addition alone; each way of breaking a consumer is tried here. */
class CompatibilityTest {
    private static final String TYPE = "steward.ticket.created.v1";

    static Stream<String> released() {
        return EventSchemas.names(EventSchemas.RELEASED);
    }

    @ParameterizedTest
    @MethodSource("released")
    void what_was_released_still_holds(String type) {
        assertThat(Compatibility.breaks(
                        EventSchemas.read(EventSchemas.RELEASED.resolve(type + ".json")),
                        EventSchemas.read(EventSchemas.COMMITTED.resolve(type + ".json"))))
                .as("an incompatible change of %s is a new type, such as …v2, beside the old one", type)
                .isEmpty();
    }

    @Test
    void no_released_type_is_removed() {
        List<String> released = released().toList();

        assertThat(Compatibility.removed(released, EventCatalog.types().keySet()))
                .as("consumers wait for these released events")
                .isEmpty();
        assertThat(Compatibility.removed(
                        released,
                        released.stream().filter(type -> !type.equals(TYPE)).toList()))
                .containsExactly(TYPE);
    }

    static Stream<Arguments> incompatibleEdits() {
        return Stream.of(
                edit("/number was removed", schema -> properties(schema).remove("number")),
                edit("/category was removed", schema -> properties(schema).remove("category")),
                edit("/requesterId was removed", schema -> {
                    properties(schema).set("requestorId", properties(schema).remove("requesterId"));
                    replace(schema, "requesterId", "requestorId");
                }),
                edit("/title/type changed from \"string\" to \"integer\"", schema -> property(schema, "title")
                        .put("type", "integer")),
                edit("/category/type changed from \"string\" to [\"string\",\"null\"]", schema -> property(
                                schema, "category")
                        .putArray("type")
                        .add("string")
                        .add("null")),
                edit("/ticketId/format changed from \"uuid\" to nothing", schema -> property(schema, "ticketId")
                        .remove("format")),
                edit("/createdAt/format changed from \"date-time\" to \"date\"", schema -> property(schema, "createdAt")
                        .put("format", "date")),
                edit("/title/maxLength changed from nothing to 10", schema -> property(schema, "title")
                        .put("maxLength", 10)),
                edit(
                        "/status/enum changed from nothing to [\"NEW\"]",
                        schema -> property(schema, "status").putArray("enum").add("NEW")),
                edit("/category is newly required", schema -> required(schema).add("category")),
                edit("/urgency is newly required", schema -> {
                    properties(schema).putObject("urgency").put("type", "string");
                    required(schema).add("urgency");
                }),
                edit("/number is no longer always there", schema -> replace(schema, "number", null)),
                edit(
                        "/additionalProperties changed from nothing to false",
                        schema -> schema.put("additionalProperties", false)),
                edit("/type changed from \"object\" to \"array\"", schema -> schema.put("type", "array")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("incompatibleEdits")
    void an_incompatible_edit_is_refused(String reason, Consumer<ObjectNode> edit) {
        assertThat(breaksAfter(TYPE, edit)).contains(reason);
    }

    @Test
    void a_change_inside_a_list_is_refused() {
        assertThat(breaksAfter("steward.ticket.updated.v1", schema -> ((ObjectNode)
                                property(schema, "changedFields").get("items"))
                        .put("type", "integer")))
                .containsExactly("/changedFields/items/type changed from \"string\" to \"integer\"");
    }

    @Test
    void an_optional_property_and_a_description_may_be_added() {
        List<String> breaks = breaksAfter(TYPE, schema -> {
            properties(schema).putObject("urgency").put("type", "string");
            property(schema, "title").put("description", "Said better.");
            schema.put("description", "Said better.");
        });

        assertThat(breaks).isEmpty();
    }

    private static List<String> breaksAfter(String type, Consumer<ObjectNode> edit) {
        JsonNode released = EventSchemas.read(EventSchemas.RELEASED.resolve(type + ".json"));
        ObjectNode edited = released.deepCopy();
        edit.accept(edited);
        return Compatibility.breaks(released, edited);
    }

    private static Arguments edit(String reason, Consumer<ObjectNode> edit) {
        return Arguments.of(reason, edit);
    }

    private static ObjectNode properties(ObjectNode schema) {
        return (ObjectNode) schema.get("properties");
    }

    private static ObjectNode property(ObjectNode schema, String name) {
        return (ObjectNode) properties(schema).get(name);
    }

    private static ArrayNode required(ObjectNode schema) {
        return (ArrayNode) schema.get("required");
    }

    private static void replace(ObjectNode schema, String name, String replacement) {
        ArrayNode names = schema.arrayNode();
        required(schema).forEach(old -> {
            if (!old.asText().equals(name)) {
                names.add(old);
            } else if (replacement != null) {
                names.add(replacement);
            }
        });
        schema.set("required", names);
    }
}
