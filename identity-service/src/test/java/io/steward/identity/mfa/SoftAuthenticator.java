package io.steward.identity.mfa;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** An authenticator with its browser, in software: one ES256 key, and answers by the letter of WebAuthn, without any library's help. */
final class SoftAuthenticator {
    static final String ORIGIN = "https://steward.example.org";

    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int ATTESTED_CREDENTIAL = 0x40;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyPair key;
    private final byte[] credentialId = new byte[32];
    private byte[] userHandle;
    String origin = ORIGIN;
    /** Overrides what the options say. */
    String rpId;

    boolean present = true;
    boolean honest = true;
    int counter;

    SoftAuthenticator() {
        RANDOM.nextBytes(credentialId);
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
            keys.initialize(new ECGenParameterSpec("secp256r1"));
            key = keys.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code navigator.credentials.create()}, as JSON. */
    JsonObject create(JsonObject options) {
        userHandle = decode(options.getJsonObject("user").getString("id"));
        counter++;
        byte[] clientData = clientData("webauthn.create", options.getString("challenge"));
        byte[] authData = concat(
                authenticatorData(options.getJsonObject("rp").getString("id"), ATTESTED_CREDENTIAL),
                new byte[16],
                new byte[] {0, (byte) credentialId.length},
                credentialId,
                coseKey());
        byte[] attestation = concat(
                bytes(0xa3, 0x63),
                text("fmt"),
                bytes(0x64),
                text("none"),
                bytes(0x67),
                text("attStmt"),
                bytes(0xa0, 0x68),
                text("authData"),
                bytes(0x59, authData.length >> 8, authData.length & 0xff),
                authData);
        return credential(new JsonObject()
                .put("clientDataJSON", encode(clientData))
                .put("attestationObject", encode(attestation))
                .put("transports", new JsonArray().add("internal").add("hybrid")));
    }

    /** {@code navigator.credentials.get()}, as JSON. */
    JsonObject get(JsonObject options) {
        counter++;
        byte[] clientData = clientData("webauthn.get", options.getString("challenge"));
        byte[] authData = authenticatorData(options.getString("rpId"), 0);
        return credential(new JsonObject()
                .put("clientDataJSON", encode(clientData))
                .put("authenticatorData", encode(authData))
                .put("signature", encode(sign(concat(authData, sha256(clientData)))))
                .put("userHandle", encode(userHandle)));
    }

    String id() {
        return encode(credentialId);
    }

    private JsonObject credential(JsonObject response) {
        return new JsonObject()
                .put("id", id())
                .put("rawId", id())
                .put("type", "public-key")
                .put("authenticatorAttachment", "platform")
                .put("clientExtensionResults", new JsonObject())
                .put("response", response);
    }

    private byte[] clientData(String type, String challenge) {
        return new JsonObject()
                .put("type", type)
                .put("challenge", challenge)
                .put("origin", origin)
                .put("crossOrigin", false)
                .encode()
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] authenticatorData(String asked, int flags) {
        return concat(
                sha256(text(rpId == null ? asked : rpId)),
                bytes(flags | (present ? USER_PRESENT | USER_VERIFIED : 0)),
                ByteBuffer.allocate(Integer.BYTES).putInt(counter).array());
    }

    /** {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y}. */
    private byte[] coseKey() {
        ECPublicKey publicKey = (ECPublicKey) key.getPublic();
        return concat(
                bytes(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20),
                coordinate(publicKey.getW().getAffineX().toByteArray()),
                bytes(0x22, 0x58, 0x20),
                coordinate(publicKey.getW().getAffineY().toByteArray()));
    }

    private static byte[] coordinate(byte[] number) {
        byte[] padded = new byte[32];
        int length = Math.min(number.length, padded.length);
        System.arraycopy(number, number.length - length, padded, padded.length - length, length);
        return padded;
    }

    private byte[] sign(byte[] what) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(honest ? what : Arrays.copyOf(what, what.length - 1));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] what) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(what);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int index = 0; index < values.length; index++) {
            bytes[index] = (byte) values[index];
        }
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
