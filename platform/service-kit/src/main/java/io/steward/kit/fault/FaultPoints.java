package io.steward.kit.fault;

import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Places where a failure test ends this process by SIGKILL, as a crash would. Off unless {@code steward.fault.point} names one.
 */
@ApplicationScoped
public class FaultPoints {
    private static final Logger LOG = Logger.getLogger(FaultPoints.class);

    /** Failure tests. */
    @ConfigMapping(prefix = "steward.fault")
    public interface Config {
        /** The point to die at, such as {@code relay.after-send}; absent in production. */
        Optional<String> point();

        /** How often the point is passed unharmed before. */
        Optional<Integer> after();
    }

    private final String armed;
    private final AtomicInteger left;

    protected FaultPoints(Config config) {
        this.armed = config.point().orElse(null);
        this.left = new AtomicInteger(config.after().orElse(0));
    }

    public void reached(String point) {
        if (armed != null && armed.equals(point) && left.getAndDecrement() == 0) {
            die(point);
        }
    }

    private static void die(String point) {
        LOG.warnf("Fault point %s reached: this process kills itself", point);
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
