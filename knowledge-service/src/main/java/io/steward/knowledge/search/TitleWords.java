package io.steward.knowledge.search;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of a title that somebody is typing, as a query for any of them; the last may be unfinished. Only letters and digits go
 * on, so that no input is a syntax error and none is an operator.
 */
final class TitleWords {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final int LONGEST = 64;
    private static final int MOST = 32;

    private TitleWords() {}

    /** A {@code to_tsquery} text; empty when the title has no word. */
    static String query(String title) {
        List<String> words = WORD.matcher(title == null ? "" : title)
                .results()
                .map(MatchResult::group)
                .filter(word -> word.length() <= LONGEST)
                .distinct()
                .limit(MOST)
                .toList();
        return words.isEmpty() ? "" : words.stream().collect(Collectors.joining(" | ", "", ":*"));
    }
}
