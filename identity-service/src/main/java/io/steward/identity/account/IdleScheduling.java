package io.steward.identity.account;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jboss.logging.Logger;

/**
 * Linux's policy for work that is done while nothing else is to do (SCHED_IDLE, sched(7)). A low priority alone would not do: a thread
 * that has begun a slice of time may end it first, and a request meets several of those on its way.
 */
final class IdleScheduling {
    private static final Logger LOG = Logger.getLogger(IdleScheduling.class);
    private static final int SCHED_IDLE = 5;
    private static final int CALLING_THREAD = 0;
    private static final ThreadLocal<Boolean> TAKEN = ThreadLocal.withInitial(IdleScheduling::take);

    private IdleScheduling() {}

    /** Once for each thread, which never goes back. Changes nothing on other systems, and where the system refuses. */
    static void ensure() {
        TAKEN.get();
    }

    @SuppressWarnings("restricted")
    private static boolean take() {
        if (!"Linux".equals(System.getProperty("os.name"))) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            MethodHandle schedule = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("sched_setscheduler"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            int refused =
                    (int) schedule.invokeExact(CALLING_THREAD, SCHED_IDLE, arena.allocateFrom(ValueLayout.JAVA_INT, 0));
            if (refused != 0) {
                LOG.info("The system does not let password hashing wait for all else.");
            }
            return refused == 0;
        } catch (Throwable unsupported) {
            LOG.infof("Password hashing does not wait for all else: %s", unsupported.toString());
            return false;
        }
    }
}
