package io.steward.identity.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jboss.logging.Logger;

/**
 * Works a stored queue of mails off: claims some, attempts them all at once, and goes on while there are more. Looks when woken, and
 * now and then for what a process that died has left. Several processes may work side by side.
 *
 * @param <T> a claimed row
 */
public final class MailQueue<T> {
    private final Logger log;
    private final String name;
    private final int concurrency;
    private final IntFunction<Uni<List<T>>> claim;
    private final Function<T, Uni<Void>> attempt;
    private final Vertx vertx;
    private final Context context;

    // Confined to the context.
    private boolean looking;
    private boolean more;
    private boolean failing;
    private long timer;

    /**
     * @param name what the log calls the rows, at the beginning of a sentence
     * @param claim gives at most so many rows, each leased for one attempt
     * @param attempt a failure of it is said and forgotten: the row's lease ends, and it is tried again
     */
    public MailQueue(
            Vertx vertx,
            Logger log,
            String name,
            int concurrency,
            IntFunction<Uni<List<T>>> claim,
            Function<T, Uni<Void>> attempt) {
        this.vertx = vertx;
        this.log = log;
        this.name = name;
        this.concurrency = concurrency;
        this.claim = claim;
        this.attempt = attempt;
        this.context = vertx.getOrCreateContext();
    }

    public void start(Duration poll) {
        context.runOnContext(ignored -> timer = vertx.setPeriodic(poll.toMillis(), id -> look()));
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    public void wake() {
        context.runOnContext(ignored -> look());
    }

    private void look() {
        if (looking) {
            more = true;
            return;
        }
        looking = true;
        more = false;
        round().subscribe()
                .with(
                        worked -> context.runOnContext(ignored -> {
                            report(null);
                            looking = false;
                            if (more || worked == concurrency) {
                                look();
                            }
                        }),
                        failure -> context.runOnContext(ignored -> {
                            report(failure);
                            looking = false;
                        }));
    }

    /** How many rows it has worked on, all at once. */
    private Uni<Integer> round() {
        return claim.apply(concurrency)
                .flatMap(claimed -> claimed.isEmpty()
                        ? Uni.createFrom().item(0)
                        : Uni.join()
                                .all(claimed.stream().map(this::attempt).toList())
                                .andCollectFailures()
                                .replaceWith(claimed.size()));
    }

    /** Never fails. */
    private Uni<Void> attempt(T row) {
        return attempt.apply(row).onFailure().recoverWithItem(failure -> {
            log.warnf(
                    "%s: an attempt was broken off: %s",
                    name, failure.getClass().getSimpleName());
            return null;
        });
    }

    /** One line when looking begins to fail and one when it works again, not one per poll. */
    private void report(Throwable failure) {
        if (failure != null && !failing) {
            log.warnf(
                    "%s wait, they cannot be read: %s", name, failure.getClass().getSimpleName());
        } else if (failure == null && failing) {
            log.infof("%s can be read again", name);
        }
        failing = failure != null;
    }
}
