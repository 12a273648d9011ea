package io.steward.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A login as bytes. */
final class LoginRequest {
    private LoginRequest() {}

    static byte[] of(URI gateway, String email, String password) {
        String body = Api.JSON
                .createObjectNode()
                .put("email", email)
                .put("password", password)
                .toString();
        return ("POST /api/v1/auth/login HTTP/1.1\r\nHost: " + gateway.getAuthority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
