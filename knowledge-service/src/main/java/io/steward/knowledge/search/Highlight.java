package io.steward.knowledge.search;

/**
 * A passage in which the database marked the words that were found. The marks are control characters that no article may hold, so
 * that nothing an author writes becomes a tag.
 */
record Highlight(String marked) {
    static final char START = '\u0002';
    static final char STOP = '\u0003';

    String text() {
        return marked.replace(String.valueOf(START), "").replace(String.valueOf(STOP), "");
    }

    /** Escaped for HTML text and attributes, with {@code <mark>} around the words. */
    String html() {
        StringBuilder html = new StringBuilder(marked.length() + 32);
        for (int index = 0; index < marked.length(); index++) {
            char letter = marked.charAt(index);
            switch (letter) {
                case START -> html.append("<mark>");
                case STOP -> html.append("</mark>");
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(letter);
            }
        }
        return html.toString();
    }
}
