package io.steward.kit.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;

/** Wakes the relay of this process after a commit; a poll is the safety net for rows of a process that died. */
@ApplicationScoped
public class OutboxSignal {
    private static final Runnable NOBODY = () -> {};
    private final AtomicReference<Runnable> listener = new AtomicReference<>(NOBODY);

    public void wake() {
        listener.get().run();
    }

    void listen(Runnable relay) {
        listener.set(relay);
    }
}
