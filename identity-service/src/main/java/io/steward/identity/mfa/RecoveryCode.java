package io.steward.identity.mfa;

import io.steward.identity.signingkey.MasterKey;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What somebody logs in by, once, who has lost his factors: 60 random bits in Crockford's Base32, which has no letters that look like
 * digits. Kept as a mark that needs the master key, because so few bits could be found from a plain hash.
 */
record RecoveryCode(String value) {
    static final int CODES = 10;

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 12;
    private static final int GROUP = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    static List<RecoveryCode> ten() {
        return Stream.generate(RecoveryCode::next).limit(CODES).toList();
    }

    private static RecoveryCode next() {
        return new RecoveryCode(RANDOM.ints(LENGTH, 0, ALPHABET.length())
                .mapToObj(index -> ALPHABET.substring(index, index + 1))
                .collect(Collectors.joining()));
    }

    /** As people type it: in any case, with or without dashes and blanks, and with letters for the digits they look like. */
    static RecoveryCode typed(String text) {
        return new RecoveryCode(text.toLowerCase(Locale.ROOT)
                .replaceAll("[-\\s]", "")
                .replace('o', '0')
                .replace('i', '1')
                .replace('l', '1'));
    }

    /** As people read it: three groups of four. */
    String shown() {
        return IntStream.range(0, LENGTH / GROUP)
                .mapToObj(group -> value.substring(group * GROUP, (group + 1) * GROUP))
                .collect(Collectors.joining("-"));
    }

    /** Bound to the account, so that no row is of use in another's place. */
    Buffer mark(MasterKey master, UUID userId) {
        return Buffer.buffer(HexFormat.of().parseHex(master.mark("recovery code " + userId + " " + value)));
    }

    @Override
    public String toString() {
        return "RecoveryCode";
    }
}
