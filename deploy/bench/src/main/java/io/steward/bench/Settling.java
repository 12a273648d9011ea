package io.steward.bench;

import io.steward.local.RunningStack.Member;
import java.util.List;

/** Waits until the stack rests, so that what one round left behind (events under way, checkpoints) does not burden the next. */
final class Settling {
    private static final long WINDOW_MILLIS = 400;
    private static final long LONGEST_MILLIS = 60_000;

    /** Of one processor; what all processes together take at rest lies well below. */
    private static final double REST = 0.25;

    private final List<Member> members;

    Settling(List<Member> members) {
        this.members = members;
    }

    /** Returns after a minute in any case; false when the stack was still at work then. */
    boolean await() {
        long deadline = System.nanoTime() + LONGEST_MILLIS * 1_000_000;
        long before = busy();
        while (System.nanoTime() < deadline) {
            long begin = System.nanoTime();
            pause();
            long now = busy();
            if (now - before < REST * (System.nanoTime() - begin)) {
                return true;
            }
            before = now;
        }
        return false;
    }

    private long busy() {
        return members.stream().mapToLong(member -> Cpu.nanos(member.pid())).sum();
    }

    private static void pause() {
        try {
            Thread.sleep(WINDOW_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
