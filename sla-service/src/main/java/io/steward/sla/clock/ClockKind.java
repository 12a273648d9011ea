package io.steward.sla.clock;

import io.steward.sla.policy.SlaPolicy;
import java.time.Duration;
import java.util.Set;

/** The two clocks of a ticket, and what its status means to each. */
public enum ClockKind {
    /** Until an agent's first public answer; a ticket that is resolved without one was answered by that. */
    RESPONSE {
        @Override
        public Duration target(SlaPolicy policy) {
            return policy.responseTarget();
        }

        @Override
        Phase in(String status) {
            return DONE.contains(status) ? Phase.STOPPED : Phase.RUNNING;
        }
    },
    /** Until the ticket is resolved; waits with it for the requester's answer. */
    RESOLUTION {
        @Override
        public Duration target(SlaPolicy policy) {
            return policy.resolutionTarget();
        }

        @Override
        Phase in(String status) {
            if (DONE.contains(status)) {
                return Phase.STOPPED;
            }
            return "PENDING_INFO".equals(status) ? Phase.PAUSED : Phase.RUNNING;
        }
    };

    private static final Set<String> DONE = Set.of("RESOLVED", "CLOSED");

    public abstract Duration target(SlaPolicy policy);

    abstract Phase in(String status);

    /** Whether a clock counts. */
    public enum Phase {
        RUNNING,
        PAUSED,
        STOPPED
    }
}
