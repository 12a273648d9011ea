package io.steward.identity.account;

import java.util.ArrayList;
import java.util.List;

/**
 * Hands back results together while others wait for their turn anyway. A hash fills the processor's caches, and whatever runs after it
 * finds nothing of its own there: several results, one right after the other, pay for that once.
 */
final class HandBack {
    private final int together;
    private List<Runnable> held = new ArrayList<>();

    /** @param together so many at most; 1 holds nothing */
    HandBack(int together) {
        if (together < 1) {
            throw new IllegalArgumentException("steward.password-hashing.together must be at least 1");
        }
        this.together = together;
    }

    /**
     * Hands it back, with those held before; or holds it.
     *
     * @param othersWait whether all threads go on to hash, so that another result is sure to come
     */
    void add(Runnable result, boolean othersWait) {
        List<Runnable> ready;
        synchronized (this) {
            held.add(result);
            if (othersWait && held.size() < together) {
                return;
            }
            ready = held;
            held = new ArrayList<>();
        }
        ready.forEach(Runnable::run);
    }
}
