package io.steward.gateway.proxy;

import io.steward.gateway.problem.Problem;
import io.steward.gateway.token.VerifiedToken;
import java.util.function.Consumer;

/** Ends an open stream within half a second of its token's end or its session's. */
final class StreamWatch {

    private static final long EVERY_MILLIS = 500;

    private final Forwarding with;
    private final long timer;

    StreamWatch(Forwarding with, VerifiedToken token, Consumer<Problem> end) {
        this.with = with;
        timer = with.vertx.setPeriodic(EVERY_MILLIS, tick -> {
            if (token == null) {
                return;
            }
            if (with.revoked.contains(token.grantId())) {
                end.accept(token.ended());
            } else if (token.expiredAt(with.clock.instant())) {
                end.accept(Problem.TOKEN_EXPIRED);
            }
        });
    }

    void end() {
        with.vertx.cancelTimer(timer);
    }
}
