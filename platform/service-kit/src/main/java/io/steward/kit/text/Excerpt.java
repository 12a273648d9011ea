package io.steward.kit.text;

/** The beginning of a text. */
public final class Excerpt {
    private static final String MORE = "…";

    private Excerpt() {}

    /**
     * The text if it is short enough, else its beginning with an ellipsis; never half a character.
     *
     * @param length in UTF-16 units as {@link String#length()}, with the ellipsis; at least 1
     */
    public static String of(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length - MORE.length();
        boolean splitsAPair = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, splitsAPair ? end - 1 : end) + MORE;
    }
}
