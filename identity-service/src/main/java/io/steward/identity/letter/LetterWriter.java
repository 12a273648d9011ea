package io.steward.identity.letter;

import io.smallrye.mutiny.Uni;

/** What letters of a kind say. */
public interface LetterWriter {
    LetterKind kind();

    /**
     * Writes a letter for one attempt. A token in it is made now, and its hash stored before this answers: the token itself is in the
     * mail alone.
     *
     * @return null when there is nothing to send any more
     */
    Uni<Text> write(Letter letter);

    /** What is sent, and where to. */
    record Text(String to, String subject, String body) {
        @Override
        public String toString() {
            return "Text";
        }
    }
}
