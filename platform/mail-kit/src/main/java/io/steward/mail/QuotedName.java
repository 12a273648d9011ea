package io.steward.mail;

import java.util.regex.Pattern;

/**
 * A name that somebody has chosen, as a mail of ours shows it: in quotation marks, on one line, at most {@value #MOST} characters, and
 * without anything that a mail program makes a link of. For that, what would join the parts of a link is put into brackets:
 *
 * <ul>
 *   <li>a dot between letters or digits: {@code evil[.]example}, {@code www[.]evil[.]example}; not the one of initials, {@code J.R. Smith}
 *   <li>a colon after a letter, before anything but a space: {@code https[:]//evil[.]example}, {@code mailto[:]me}
 *   <li>an {@code @} between letters or digits: {@code me[@]evil[.]example}
 * </ul>
 */
public final class QuotedName {
    private static final int MOST = 100;
    /** What breaks a line, and what nobody sees: a link may be hidden between such characters, or the text be turned round. */
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\s]+");

    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\x{115F}\\x{1160}\\x{3164}\\x{FFA0}]+");
    private static final Pattern QUOTES = Pattern.compile("[\"“”„‟]");
    private static final String WORD = "[\\p{L}\\p{M}\\p{N}_-]";
    private static final Pattern DOT =
            Pattern.compile("(?<=" + WORD + ")[.。．｡․](?=" + WORD + ")(?!\\p{L}(?:[.\\s]|$))");
    private static final Pattern COLON = Pattern.compile("(?<=\\p{L})[:：](?=\\S)");
    private static final Pattern AT = Pattern.compile("(?<=" + WORD + ")[@＠](?=" + WORD + ")");

    private QuotedName() {}

    /** @param name null for nobody's, which is shown as an empty one */
    public static String of(String name) {
        String line = name == null ? "" : BREAKS.matcher(name).replaceAll(" ");
        line = INVISIBLE.matcher(line).replaceAll("").strip();
        line = QUOTES.matcher(line).replaceAll("'");
        line = DOT.matcher(line).replaceAll("[.]");
        line = COLON.matcher(line).replaceAll("[:]");
        line = AT.matcher(line).replaceAll("[@]");
        return "“" + beginning(line) + "”";
    }

    private static String beginning(String line) {
        int room = MOST - 2;
        if (line.length() <= room) {
            return line;
        }
        int end = room - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
