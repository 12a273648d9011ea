package io.steward.gateway.proxy;

import io.steward.gateway.token.VerifiedToken;

/** Ends an open stream within half a second of its token's end or its session's. */
final class StreamWatch {

    private static final long EVERY_MILLIS = 500;

    private final Forwarding with;
    private final long timer;

    StreamWatch(Forwarding with, VerifiedToken token, Runnable end) {
        this.with = with;
        timer = with.vertx.setPeriodic(EVERY_MILLIS, tick -> {
            if (token != null && (token.expiredAt(with.clock.instant()) || with.revoked.contains(token.sessionId()))) {
                end.run();
            }
        });
    }

    void end() {
        with.vertx.cancelTimer(timer);
    }
}
