package io.steward.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /} and {@code /messages/<id>} for people, {@code /api/messages} for programs. */
final class MailPages implements HttpHandler {
    private static final Pattern MESSAGE = Pattern.compile("/messages/(\\d{1,18})");
    /** Another name means that a foreign web page had its name point here to read the mail. */
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final ObjectMapper mapper = new ObjectMapper();
    private final MailBox box;
    private final BooleanSupplier collect;

    MailPages(MailBox box, BooleanSupplier collect) {
        this.box = box;
        this.collect = collect;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isOwnName(exchange.getRequestHeaders().getFirst("Host"))) {
                answer(exchange, 421, "text/plain", "Not a name of this server.");
                return;
            }
            if (!collect.getAsBoolean()) {
                answer(exchange, 500, "text/plain", "The mail cannot be read; see the log of the mail sink.");
                return;
            }
            String path = exchange.getRequestURI().getPath();
            Matcher message = MESSAGE.matcher(path);
            switch (exchange.getRequestMethod()) {
                case "GET" -> {
                    if (path.equals("/")) {
                        answer(exchange, 200, "text/html", MailHtml.list(box.list(Optional.empty())));
                    } else if (path.equals("/api/messages")) {
                        answer(exchange, 200, "application/json", json(box.list(recipient(exchange))));
                    } else if (message.matches()
                            && box.find(Long.parseLong(message.group(1))).isPresent()) {
                        Mail mail = box.find(Long.parseLong(message.group(1))).get();
                        answer(exchange, 200, "text/html", MailHtml.message(mail));
                    } else {
                        answer(exchange, 404, "text/plain", "Not found.");
                    }
                }
                case "DELETE" -> {
                    if (path.equals("/api/messages")) {
                        box.clear();
                        exchange.sendResponseHeaders(204, -1);
                    } else {
                        answer(exchange, 404, "text/plain", "Not found.");
                    }
                }
                default -> answer(exchange, 405, "text/plain", "GET or DELETE only.");
            }
        }
    }

    private static boolean isOwnName(String host) {
        return host != null && OWN_NAMES.contains(host.replaceFirst(":\\d+$", ""));
    }

    private static Optional<String> recipient(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        return List.of(query.split("&")).stream()
                .filter(p -> p.startsWith("to="))
                .map(p -> URLDecoder.decode(p.substring(3), StandardCharsets.UTF_8))
                .filter(to -> !to.isEmpty())
                .findFirst();
    }

    private String json(List<Mail> mails) {
        ObjectNode root = mapper.createObjectNode();
        var items = root.putArray("items");
        for (Mail mail : mails) {
            ObjectNode item = items.addObject()
                    .put("id", Long.toString(mail.id()))
                    .put("from", mail.from())
                    .put("to", mail.to())
                    .put("subject", mail.subject())
                    .put("date", mail.date().toString())
                    .put("messageId", mail.messageId())
                    .put("body", mail.body());
            ObjectNode headers = item.putObject("headers");
            mail.headers().forEach(headers::put);
        }
        return root.toString();
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type + "; charset=utf-8");
        headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
