package io.steward.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document says what the catalogue says: every topic and every type, and no other. */
class AsyncApiTest {
    private static final Path FILE = Path.of("src/main/resources/asyncapi.yaml");
    private final JsonNode document = read();

    @Test
    void every_topic_is_a_channel_and_no_other() {
        assertThat(document.get("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(stream(document.get("channels"))
                        .map(channel -> channel.get("address").asText()))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Topic.values()).map(Topic::topicName).toList());
    }

    @Test
    void a_channel_has_the_partitions_and_the_cleanup_of_its_topic() {
        for (Topic topic : Topic.values()) {
            JsonNode kafka = channel(topic).at("/bindings/kafka");
            assertThat(kafka.get("topic").asText()).isEqualTo(topic.topicName());
            assertThat(kafka.get("partitions").asInt()).isEqualTo(Topic.PARTITIONS);
            assertThat(texts(kafka.at("/topicConfiguration/cleanup.policy")))
                    .containsExactlyElementsOf(
                            switch (topic.cleanup()) {
                                case DELETE -> List.of("delete");
                                case COMPACT, COMPACT_IN_TIME -> List.of("compact");
                                case COMPACT_AND_DELETE -> List.of("compact", "delete");
                            });
            assertThat(kafka.at("/topicConfiguration/retention.ms").asLong(-1))
                    .isEqualTo(
                            topic.cleanup() == Topic.Cleanup.COMPACT_AND_DELETE
                                    ? Topic.COMPACTED_RETENTION.toMillis()
                                    : -1);
            assertThat(kafka.at("/topicConfiguration/max.compaction.lag.ms").asLong(-1))
                    .isEqualTo(topic.cleanup() == Topic.Cleanup.COMPACT_IN_TIME ? Topic.COMPACTION_LAG.toMillis() : -1);
        }
    }

    @Test
    void every_type_is_a_message_of_its_topic_and_no_other() {
        Map<String, Set<String>> told = new TreeMap<>();
        Map<String, Set<String>> known = new TreeMap<>();
        for (Topic topic : Topic.values()) {
            told.put(
                    topic.topicName(),
                    stream(channel(topic).get("messages"))
                            .map(message -> resolve(message).get("name").asText())
                            .collect(Collectors.toCollection(TreeSet::new)));
            known.put(topic.topicName(), new TreeSet<>());
        }
        EventCatalog.types()
                .forEach((type, event) -> known.get(Topic.of(event).topicName()).add(type));

        assertThat(told).isEqualTo(known);
        assertThat(stream(document.at("/components/messages"))
                        .map(message -> message.get("name").asText()))
                .containsExactlyInAnyOrderElementsOf(EventCatalog.types().keySet());
    }

    @Test
    void a_message_tells_its_payload_its_headers_its_key_and_when_it_is_sent() {
        Map<String, JsonNode> messages = members(document.at("/components/messages"));

        assertThat(messages).hasSize(EventCatalog.types().size());
        messages.forEach((name, message) -> {
            String type = message.get("name").asText();
            Class<? extends DomainEvent> event = EventCatalog.find(type).orElseThrow();
            assertThat(name).isEqualTo(event.getSimpleName());
            assertThat(message.at("/payload/$ref").asText())
                    .isEqualTo("." + EventCatalog.schemaOf(type))
                    .satisfies(file -> assertThat(FILE.resolveSibling(file)).exists());
            assertThat(message.get("summary").asText())
                    .isEqualTo(event.getAnnotation(Description.class).value());
            assertThat(message.at("/headers/$ref").asText()).isEqualTo("#/components/schemas/CloudEventHeaders");
            assertThat(message.at("/bindings/kafka/key/format").asText()).isEqualTo("uuid");
        });
    }

    @Test
    void the_headers_are_those_that_are_sent() {
        JsonNode headers = document.at("/components/schemas/CloudEventHeaders");
        List<String> sent = Arrays.stream(CloudEventHeaders.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(AsyncApiTest::value)
                .toList();

        assertThat(members(headers.get("properties")).keySet()).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(texts(headers.get("required")))
                .containsExactlyInAnyOrderElementsOf(sent.stream()
                        .filter(header -> !Set.of(
                                        CloudEventHeaders.CORRELATION_ID,
                                        CloudEventHeaders.CAUSATION_ID,
                                        CloudEventHeaders.TRACE_PARENT)
                                .contains(header))
                        .toList());
    }

    @Test
    void steward_sends_every_message_of_every_channel() {
        Map<String, JsonNode> channels = members(document.get("channels"));
        Map<String, List<String>> sent = new TreeMap<>();
        stream(document.get("operations")).forEach(operation -> {
            assertThat(operation.get("action").asText()).isEqualTo("send");
            String channel = operation.at("/channel/$ref").asText().replace("#/channels/", "");
            assertThat(sent).doesNotContainKey(channel);
            sent.put(
                    channel,
                    stream(operation.get("messages"))
                            .map(message -> message.get("$ref").asText())
                            .toList());
        });

        assertThat(sent.keySet()).isEqualTo(new TreeSet<>(channels.keySet()));
        channels.forEach((name, channel) -> assertThat(sent.get(name))
                .containsExactlyElementsOf(members(channel.get("messages")).keySet().stream()
                        .map(message -> "#/channels/" + name + "/messages/" + message)
                        .toList()));
    }

    private JsonNode channel(Topic topic) {
        return stream(document.get("channels"))
                .filter(channel -> channel.get("address").asText().equals(topic.topicName()))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode resolve(JsonNode reference) {
        JsonNode target = document.at(reference.get("$ref").asText().substring(1));
        assertThat(target.isMissingNode()).as("%s leads nowhere", reference).isFalse();
        return target;
    }

    private static Map<String, JsonNode> members(JsonNode object) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    private static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> stream(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    static String value(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Files.readString(FILE));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
