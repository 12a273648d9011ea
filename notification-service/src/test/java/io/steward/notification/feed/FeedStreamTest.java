package io.steward.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.steward.testkit.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedStreamTest {
    private static final int STORED = 250;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger cutOffs = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final Context context = vertx.getOrCreateContext();
    private final FeedStream stream = new FeedStream(context, this::after, cutOffs::incrementAndGet);
    private final Client client = new Client();

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void all_is_sent_in_order_and_once_over_several_batches() {
        open(Long.MAX_VALUE);

        Eventually.check(() -> assertThat(client.positions).hasSize(STORED));
        stream.wake();
        stream.wakeFor(STORED);
        settle();
        assertThat(client.positions).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void a_client_that_takes_nothing_makes_one_batch_wait_at_most() {
        open(3);
        Eventually.check(() -> assertThat(client.positions).containsExactly(1L, 2L));

        for (int wakeUp = 0; wakeUp < 50; wakeUp++) {
            stream.wake();
        }
        settle();
        assertThat(reads).hasValue(1);
    }

    @Test
    void a_client_is_cut_off_at_the_second_heartbeat_that_it_does_not_take() {
        open(1);
        Eventually.check(() -> assertThat(client.beats).hasValue(1));

        stream.beat();
        settle();
        assertThat(cutOffs).hasValue(0);
        stream.beat();
        settle();
        assertThat(cutOffs).hasValue(1);
    }

    @Test
    void a_client_that_takes_its_heartbeats_stays() {
        open(Long.MAX_VALUE);
        for (int beat = 0; beat < 5; beat++) {
            stream.beat();
        }
        Eventually.check(() -> assertThat(client.beats).hasValue(6));
        assertThat(cutOffs).hasValue(0);
    }

    @Test
    void a_client_that_goes_leaves_the_stream_ended() {
        open(1);
        Eventually.check(() -> assertThat(client.beats).hasValue(1));

        client.subscription.cancel();

        Eventually.check(() -> assertThat(ends).hasValue(1));
    }

    @Test
    void a_stream_that_was_ended_before_it_was_opened_ends_at_once() {
        stream.end();
        open(Long.MAX_VALUE);

        Eventually.check(() -> assertThat(client.completed).isTrue());
        Eventually.check(() -> assertThat(ends).hasValue(1));
        assertThat(client.positions).isEmpty();
    }

    private void open(long demand) {
        stream.from(0, ends::incrementAndGet).subscribe(client);
        client.subscription.request(demand);
    }

    /** Until the context has done all that was asked of it before, and what that asked of it in turn: a wake-up, a read, its arrival. */
    private void settle() {
        for (int turn = 0; turn < 5; turn++) {
            CompletableFuture<Void> passed = new CompletableFuture<>();
            context.runOnContext(passed::complete);
            passed.join();
        }
    }

    private Uni<List<FeedEntry>> after(long position) {
        reads.incrementAndGet();
        List<FeedEntry> entries = new ArrayList<>();
        for (long next = position + 1; next <= Math.min(STORED, position + FeedStream.BATCH); next++) {
            entries.add(new FeedEntry(
                    next,
                    new NotificationView(
                            new UUID(0, next),
                            NotificationType.TICKET_CREATED,
                            null,
                            "",
                            "",
                            false,
                            null,
                            Instant.EPOCH)));
        }
        return Uni.createFrom().item(entries);
    }

    private static final class Client implements Flow.Subscriber<Optional<FeedEntry>> {
        private final List<Long> positions = new CopyOnWriteArrayList<>();
        private final AtomicInteger beats = new AtomicInteger();
        private final AtomicBoolean completed = new AtomicBoolean();
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription with) {
            subscription = with;
        }

        @Override
        public void onNext(Optional<FeedEntry> entry) {
            entry.ifPresentOrElse(present -> positions.add(present.position()), beats::incrementAndGet);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            completed.set(true);
        }
    }
}
