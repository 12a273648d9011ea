package io.steward.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.steward.gateway.route.PublicOperations;
import io.steward.gateway.route.RouteTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Joins the services' OpenAPI documents to one. Only paths that are routed to the service that describes them get in. A
 * component whose name is taken by a different one is renamed, and every reference to it with it.
 */
final class DocumentMerger {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");
    private static final String REFERENCE = "#/components/";

    private final RouteTable routes;
    private final PublicOperations publicOperations;
    private final ObjectNode document;
    private final ObjectNode paths;
    private final ObjectNode components;
    private final ArrayNode tags;
    private final Set<String> operationIds = new HashSet<>();

    DocumentMerger(ObjectMapper json, RouteTable routes, PublicOperations publicOperations, String version) {
        this.routes = routes;
        this.publicOperations = publicOperations;
        document = json.createObjectNode().put("openapi", "3.1.0");
        document.putObject("info").put("title", "Steward").put("version", version);
        document.putArray("servers").addObject().put("url", "/");
        var either = document.putArray("security");
        either.addObject().putArray("bearer");
        either.addObject().putArray("apiKey");
        tags = document.putArray("tags");
        paths = document.putObject("paths");
        components = document.putObject("components");
        var schemes = components.putObject("securitySchemes");
        schemes.putObject("bearer").put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        schemes.putObject("apiKey").put("type", "apiKey").put("in", "header").put("name", "X-API-Key");
    }

    ObjectNode merged() {
        return document;
    }

    void missing(String service) {
        document.withObject("info").withArray("x-missing").add(service);
    }

    void add(String service, ObjectNode part) {
        if (part.path("components") instanceof ObjectNode own) {
            own.remove("securitySchemes");
            rename(part, clashes(service, own));
            part.path("components").properties().forEach(section -> components
                    .withObject("/" + section.getKey())
                    .setAll((ObjectNode) section.getValue()));
        }
        tags.addObject().put("name", service);
        part.path("paths").properties().forEach(path -> {
            var route = routes.find(path.getKey());
            if (route != null && route.service().equals(service) && path.getValue() instanceof ObjectNode item) {
                operations(service, path.getKey(), item);
                paths.set(path.getKey(), item);
            }
        });
    }

    private void operations(String service, String path, ObjectNode item) {
        item.remove("servers");
        for (var entry : item.properties()) {
            if (METHODS.contains(entry.getKey()) && entry.getValue() instanceof ObjectNode operation) {
                operation.remove("security");
                operation.remove("servers");
                if (publicOperations.contains(entry.getKey().toUpperCase(Locale.ROOT), path)) {
                    operation.putArray("security");
                }
                operation.putArray("tags").add(service);
                var id = operation.path("operationId").asText("");
                if (!id.isEmpty() && !operationIds.add(id)) {
                    operation.put("operationId", service + "_" + id);
                }
            }
        }
    }

    /** New references by old: what is named alike but different, and what refers to such a one. */
    private Map<String, String> clashes(String service, ObjectNode own) {
        var renamed = new HashMap<String, String>();
        var before = -1;
        while (renamed.size() > before) {
            before = renamed.size();
            own.properties().forEach(section -> section.getValue().properties().forEach(component -> {
                var taken = components.path(section.getKey()).get(component.getKey());
                var reference = REFERENCE + section.getKey() + "/" + component.getKey();
                if (taken != null
                        && (!taken.equals(component.getValue()) || refersToAny(component.getValue(), renamed))) {
                    renamed.put(reference, REFERENCE + section.getKey() + "/" + prefixed(service, component.getKey()));
                }
            }));
        }
        return renamed;
    }

    private static boolean refersToAny(JsonNode node, Map<String, String> references) {
        return node.findValuesAsText("$ref").stream().anyMatch(references::containsKey);
    }

    private static String prefixed(String service, String name) {
        return Character.toUpperCase(service.charAt(0)) + service.substring(1) + name;
    }

    private static void rename(ObjectNode part, Map<String, String> renamed) {
        if (renamed.isEmpty()) {
            return;
        }
        rewrite(part, renamed);
        renamed.forEach((from, to) -> {
            var fromParts = from.substring(REFERENCE.length()).split("/", 2);
            var section = (ObjectNode) part.path("components").path(fromParts[0]);
            section.set(to.substring(to.lastIndexOf('/') + 1), section.remove(fromParts[1]));
        });
    }

    private static void rewrite(JsonNode node, Map<String, String> renamed) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (field.getValue() instanceof TextNode text && renamed.containsKey(text.textValue())) {
                    field.setValue(TextNode.valueOf(renamed.get(text.textValue())));
                } else {
                    rewrite(field.getValue(), renamed);
                }
            });
        } else {
            node.forEach(child -> rewrite(child, renamed));
        }
    }
}
