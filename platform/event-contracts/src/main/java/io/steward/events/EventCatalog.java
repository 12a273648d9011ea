package io.steward.events;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Every event type there is, by its CloudEvents {@code type}. */
public final class EventCatalog {
    private static final Map<String, Class<? extends DomainEvent>> BY_TYPE = byType();

    private EventCatalog() {}

    public static Map<String, Class<? extends DomainEvent>> types() {
        return BY_TYPE;
    }

    /** Empty for a type that this version does not know: a consumer ignores and counts it. */
    public static Optional<Class<? extends DomainEvent>> find(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    public static String typeOf(Class<? extends DomainEvent> event) {
        EventType annotation = event.getAnnotation(EventType.class);
        if (annotation == null) {
            throw new IllegalArgumentException(event + " has no @EventType");
        }
        return annotation.value();
    }

    /** The {@code ce_dataschema} of a type: the path of its JSON Schema in this module. */
    public static String schemaOf(String type) {
        return "/schemas/" + type + ".json";
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Class<? extends DomainEvent>> byType() {
        Map<String, Class<? extends DomainEvent>> types = new LinkedHashMap<>();
        Arrays.stream(Topic.values())
                .flatMap(topic -> topic.families().stream())
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .map(event -> (Class<? extends DomainEvent>) event)
                .forEach(event -> types.put(typeOf(event), event));
        return Collections.unmodifiableMap(types);
    }
}
