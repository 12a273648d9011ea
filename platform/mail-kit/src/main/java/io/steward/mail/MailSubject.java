package io.steward.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.StringJoiner;

/**
 * A subject as it travels, so that a reader shows it as it was given: every character of Unicode, and what looks like an encoded word
 * itself (RFC 2047). The mail client would encode each half of a character beyond the first plane for itself, and leave such a look-alike
 * as it is.
 */
final class MailSubject {
    /** Of an encoded word, with what stands around its text. */
    private static final int WORD = 75;

    private static final String BEGIN = "=?UTF-8?B?";
    private static final String END = "?=";
    /** Bytes in a word: three make four letters. */
    private static final int BYTES = (WORD - BEGIN.length() - END.length()) / 4 * 3;
    /** Characters of a subject that goes as it is; a line of mail has at most 998. */
    private static final int PLAIN = 900;

    private MailSubject() {}

    /** One line for a short plain subject, else encoded words on a line each, which a reader joins. */
    static String encoded(String subject) {
        return isPlain(subject) ? subject : inWords(subject);
    }

    /** A reader takes spaces at the ends away, and decodes what looks encoded. */
    private static boolean isPlain(String subject) {
        return subject.length() <= PLAIN
                && subject.chars().allMatch(character -> character >= ' ' && character < 127)
                && !subject.contains("=?")
                && subject.equals(subject.strip());
    }

    /** No character is divided between two words. */
    private static String inWords(String subject) {
        StringJoiner words = new StringJoiner("\n ");
        StringBuilder word = new StringBuilder();
        int bytes = 0;
        for (int character : subject.codePoints().toArray()) {
            // Half a character cannot be encoded.
            String next = Character.isSurrogate((char) character) && character < 0x10000
                    ? "\uFFFD"
                    : Character.toString(character);
            int more = next.getBytes(UTF_8).length;
            if (bytes + more > BYTES) {
                words.add(word(word));
                word.setLength(0);
                bytes = 0;
            }
            word.append(next);
            bytes += more;
        }
        return words.add(word(word)).toString();
    }

    private static String word(CharSequence text) {
        return BEGIN + Base64.getEncoder().encodeToString(text.toString().getBytes(UTF_8)) + END;
    }
}
