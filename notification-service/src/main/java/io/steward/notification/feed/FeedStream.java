package io.steward.notification.feed;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * One open stream. It is pulled: when it is woken and its client takes what it is given, it reads from the table what follows the last
 * position it sent. So nothing is missed or sent twice, and at most one batch waits in memory however slow the client is. All
 * state is confined to one event-loop context.
 */
final class FeedStream {
    static final int BATCH = 100;

    private final Context context;
    private final LongFunction<Uni<List<FeedEntry>>> after;
    private final Runnable cutOff;
    private final Deque<FeedEntry> waiting = new ArrayDeque<>();
    private MultiEmitter<? super Optional<FeedEntry>> client;
    private long position;
    private boolean dirty;
    private boolean reading;
    private boolean ended;
    private int missedBeats;

    /**
     * @param after reads what follows a position, oldest first, at most {@link #BATCH}
     * @param cutOff ends the connection of a client that takes nothing any more
     */
    FeedStream(Context context, LongFunction<Uni<List<FeedEntry>>> after, Runnable cutOff) {
        this.context = context;
        this.after = after;
        this.cutOff = cutOff;
    }

    /** The entries after a position; an empty item is a heartbeat. The first one tells the client that it is connected. */
    Multi<Optional<FeedEntry>> from(long start, Runnable whenOver) {
        return Multi.createFrom()
                .emitter(
                        emitter -> {
                            emitter.onTermination(whenOver);
                            emitter.onRequest(count -> context.runOnContext(ignored -> pump()));
                            context.runOnContext(ignored -> {
                                if (ended) {
                                    emitter.complete();
                                    return;
                                }
                                client = emitter;
                                position = start;
                                dirty = true;
                                emitter.emit(Optional.empty());
                                pump();
                            });
                        },
                        BackPressureStrategy.BUFFER);
    }

    /** There may be something new. */
    void wake() {
        context.runOnContext(ignored -> {
            dirty = true;
            pump();
        });
    }

    /** Something with this position is known to be stored. */
    void wakeFor(long stored) {
        context.runOnContext(ignored -> {
            if (stored > position) {
                dirty = true;
                pump();
            }
        });
    }

    void beat() {
        context.runOnContext(ignored -> {
            if (client == null || client.isCancelled()) {
                return;
            }
            if (client.requested() > 0) {
                missedBeats = 0;
                client.emit(Optional.empty());
            } else if (++missedBeats >= 2) {
                cutOff.run();
            }
        });
    }

    /** The token has run out, maybe before the stream was opened: the client comes again with a new one and the last id it saw. */
    void end() {
        context.runOnContext(ignored -> {
            ended = true;
            if (client != null) {
                client.complete();
            }
        });
    }

    private void pump() {
        if (client == null || client.isCancelled()) {
            return;
        }
        while (!waiting.isEmpty() && client.requested() > 0) {
            FeedEntry entry = waiting.poll();
            position = entry.position();
            client.emit(Optional.of(entry));
        }
        if (dirty && !reading && waiting.isEmpty() && client.requested() > 0) {
            dirty = false;
            reading = true;
            after.apply(position).subscribe().with(this::arrived, this::failed);
        }
    }

    private void arrived(List<FeedEntry> entries) {
        context.runOnContext(ignored -> {
            reading = false;
            waiting.addAll(entries);
            dirty |= entries.size() == BATCH;
            pump();
        });
    }

    /** The database is away: the next poll finds the rest. */
    private void failed(Throwable failure) {
        context.runOnContext(ignored -> {
            reading = false;
            dirty = true;
        });
    }
}
