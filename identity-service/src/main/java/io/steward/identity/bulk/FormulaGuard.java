package io.steward.identity.bulk;

/**
 * Keeps spreadsheets from running what stands in a cell: an apostrophe before it makes it text. One takes back exactly what the other
 * puts there, because a guarded text, and one that merely looks so, would be guarded again.
 */
final class FormulaGuard {
    private static final char GUARD = '\'';
    /** As they are typed, in full width, and the minus sign. */
    private static final String BEGINS_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212";

    private static final String BREAKS_CELL = "\t\r\n";
    private static final String QUOTES = "'\"`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\uff02\uff07";

    private FormulaGuard() {}

    static String guard(String text) {
        return isDangerous(text) ? GUARD + text : text;
    }

    static String unguard(String cell) {
        return !cell.isEmpty() && cell.charAt(0) == GUARD && isDangerous(cell.substring(1)) ? cell.substring(1) : cell;
    }

    /** Behind blanks and quotes too, which some programs drop before they look. */
    private static boolean isDangerous(String text) {
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (BEGINS_FORMULA.indexOf(character) >= 0 || BREAKS_CELL.indexOf(character) >= 0) {
                return true;
            }
            if (!isSkipped(character)) {
                return false;
            }
        }
        return false;
    }

    private static boolean isSkipped(char character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT
                || QUOTES.indexOf(character) >= 0;
    }
}
