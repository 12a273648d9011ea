package io.steward.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;

/** The latest mails, newest first; the oldest ones make room. */
final class MailBox {
    private final int capacity;
    private final Deque<Mail> mails = new ArrayDeque<>();
    private long received;

    MailBox(int capacity) {
        this.capacity = capacity;
    }

    /** Adds the mail that {@code withId} makes of the next id. */
    synchronized void add(LongFunction<Mail> withId) {
        mails.addFirst(withId.apply(++received));
        while (mails.size() > capacity) {
            mails.removeLast();
        }
    }

    /** Those to one recipient, in any case of letters; all when {@code to} is empty. */
    synchronized List<Mail> list(Optional<String> to) {
        return mails.stream()
                .filter(m -> to.map(t -> t.toLowerCase(Locale.ROOT).equals(m.to().toLowerCase(Locale.ROOT)))
                        .orElse(true))
                .toList();
    }

    synchronized Optional<Mail> find(long id) {
        return mails.stream().filter(m -> m.id() == id).findFirst();
    }

    synchronized void clear() {
        mails.clear();
    }
}
