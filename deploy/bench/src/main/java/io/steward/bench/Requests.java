package io.steward.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The requests of each operation, as bytes. */
final class Requests {
    private final TicketStock stock;
    private final String common;

    Requests(URI gateway, TicketStock stock, Api.Caller caller) {
        this.stock = stock;
        this.common = " HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nAuthorization: Bearer " + caller.token()
                + "\r\nAccept: application/json\r\n";
    }

    Supplier<byte[]> of(Operation operation) {
        return switch (operation) {
            case CREATE -> this::create;
            case READ -> () -> get("/" + stock.id(1 + random(stock.size())));
            case LIST -> {
                byte[] request = get("?status=" + TicketStock.LISTED + "&limit=" + Operation.PAGE);
                yield () -> request;
            }
            case SEARCH ->
                () -> get("?q=" + Words.THINGS.get(random(Words.THINGS.size())) + "%20"
                        + Words.PLACES.get(random(Words.PLACES.size())) + "&limit=" + Operation.PAGE);
        };
    }

    private byte[] get(String rest) {
        return bytes("GET /api/v1/tickets" + rest + common + "\r\n");
    }

    private byte[] create() {
        String body = "{\"type\":\"incident\",\"title\":\"Paper and toner " + (1 + random(1_000_000))
                + "\",\"description\":\"" + Words.ORDER + "\",\"priority\":\"P3\",\"category\":\"supplies\"}";
        return bytes("POST /api/v1/tickets" + common + "Content-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }
}
