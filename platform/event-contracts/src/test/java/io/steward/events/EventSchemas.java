package io.steward.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes the JSON Schema of an event from its record, and reads and writes the committed files. */
final class EventSchemas {
    static final Path COMMITTED = Path.of("src/main/resources/schemas");
    static final Path RELEASED = Path.of("src/test/resources/released");
    static final Path SAMPLES = Path.of("src/test/resources/golden");

    static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final SchemaGenerator GENERATOR = generator();

    private EventSchemas() {}

    /** Writes every schema anew; run it after an additive edit of a record. */
    public static void main(String[] arguments) {
        EventCatalog.types().forEach((type, event) -> write(COMMITTED.resolve(type + ".json"), of(event)));
    }

    static JsonNode of(Class<?> event) {
        ObjectNode generated = GENERATOR.generateSchema(event);
        ObjectNode schema = JSON.createObjectNode();
        schema.set("$schema", generated.remove("$schema"));
        EventType type = event.getAnnotation(EventType.class);
        if (type != null) {
            schema.put("title", type.value());
        }
        Description description = event.getAnnotation(Description.class);
        if (description != null) {
            schema.put("description", description.value());
        }
        schema.setAll(generated);
        return schema;
    }

    static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, JsonNode content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, JSON.writeValueAsString(content) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of what a folder holds, without {@code .json}. */
    static Stream<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .map(file -> file.getFileName().toString().replaceFirst("\\.json$", ""))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        JSON, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.EXTRA_OPEN_API_FORMAT_VALUES, Option.INLINE_ALL_SCHEMAS);
        // In the order of the record, which is the order of the payload.
        config.forTypesInGeneral().withPropertySorter((one, other) -> 0);
        config.forFields()
                .withRequiredCheck(field -> field.getAnnotation(Nullable.class) == null)
                .withDescriptionResolver(EventSchemas::describe);
        return new SchemaGenerator(config.build());
    }

    private static String describe(FieldScope field) {
        if (field.isFakeContainerItemScope()) {
            return null;
        }
        Description own = field.getAnnotation(Description.class);
        return own == null ? Glossary.meaningOf(field.getDeclaredName()) : own.value();
    }
}
