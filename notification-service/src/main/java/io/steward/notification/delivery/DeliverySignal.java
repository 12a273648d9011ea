package io.steward.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;

/** Wakes the worker of this process after a commit, so that mail goes out at once. */
@ApplicationScoped
public class DeliverySignal {
    private static final Runnable NOBODY = () -> {};
    private final AtomicReference<Runnable> listener = new AtomicReference<>(NOBODY);

    public void wake() {
        listener.get().run();
    }

    void listen(Runnable worker) {
        listener.set(worker);
    }
}
