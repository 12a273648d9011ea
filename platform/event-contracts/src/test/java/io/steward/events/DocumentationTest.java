package io.steward.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What other systems' developers read is what is published. */
class DocumentationTest {
    private static final Pattern SAMPLE =
            Pattern.compile("#### `([^`]+)`\n\n([^\n]+)\n\n```json\n(.+?)\n```", Pattern.DOTALL);
    private final String page = page();

    @Test
    void every_event_is_told_of_with_its_sample_and_no_other() throws JsonProcessingException {
        Map<String, String> told = new TreeMap<>();
        Matcher event = SAMPLE.matcher(page);
        while (event.find()) {
            String type = event.group(1);
            told.put(type, event.group(2));
            long latest = EventSchemas.names(EventSchemas.SAMPLES.resolve(type)).count();
            assertThat(EventSchemas.JSON.readTree(event.group(3)))
                    .as("the newest sample of %s", type)
                    .isEqualTo(
                            EventSchemas.read(EventSchemas.SAMPLES.resolve(type).resolve(latest + ".json")));
        }

        assertThat(told.keySet())
                .containsExactlyInAnyOrderElementsOf(EventCatalog.types().keySet());
        told.forEach((type, text) -> assertThat(text)
                .startsWith(EventCatalog.types()
                        .get(type)
                        .getAnnotation(Description.class)
                        .value()));
    }

    @Test
    void every_topic_and_every_header_is_in_its_table() {
        assertThat(Arrays.stream(Topic.values()).map(topic -> "\n| `" + topic.topicName() + "` |"))
                .allSatisfy(row -> assertThat(page).contains(row));
        assertThat(Arrays.stream(CloudEventHeaders.class.getFields())
                        .filter(field -> Modifier.isStatic(field.getModifiers()))
                        .map(AsyncApiTest::value))
                .isNotEmpty()
                .allSatisfy(header -> assertThat(page).contains("\n| `" + header + "` |"));
    }

    private static String page() {
        try {
            return Files.readString(Path.of("../../docs/events.md"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
