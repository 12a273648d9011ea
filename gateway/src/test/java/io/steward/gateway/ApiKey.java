package io.steward.gateway;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.CRC32;

/** Keys as identity makes them. */
record ApiKey(UUID id, String secret) {

    static ApiKey random() {
        return new ApiKey(UUID.randomUUID(), (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", ""));
    }

    String text() {
        var checked = "stw_local_" + id.toString().replace("-", "") + "_" + secret;
        var crc = new CRC32();
        crc.update(checked.getBytes(StandardCharsets.US_ASCII));
        return checked + "_" + HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** One that identity knows, and gives a token of so many seconds for. */
    static ApiKey known(Services services, long seconds) {
        var key = random();
        key.answered(services, Tokens.FIRST.ofApiKey(key.id.toString(), seconds), 0);
        return key;
    }

    void answered(Services services, String token, long millis) {
        services.exchanges.put(
                text(),
                new Services.Exchanged(
                        200, new JsonObject().put("accessToken", token).put("expiresIn", 60), millis));
    }

    void refused(Services services, int status, String code) {
        services.exchanges.put(text(), new Services.Exchanged(status, new JsonObject().put("code", code), 0));
    }

    long exchanges(Services services) {
        return services.exchanged.stream()
                .filter(asked -> text().equals(asked.getString("key")))
                .count();
    }
}
