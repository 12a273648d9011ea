package io.steward.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose next head does not come whole in time. Between requests a connection may be silent for as long as it is kept alive; the time
 * runs from the first byte of a head. Confined to the connection's event loop.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private static final int LOOKS = 4;
    private static final long NONE = -1;

    private final long nanos;
    private final Runnable late;
    private ScheduledFuture<?> looking;
    /** Since when a head is awaited; {@link #NONE} during a request and between two. */
    private long since = System.nanoTime();

    private boolean underWay;

    /** @param late told when a connection is closed for it */
    HeadDeadline(Duration head, Runnable late) {
        nanos = head.toNanos();
        this.late = late;
    }

    /** A whole head has come. */
    void requestBegins() {
        underWay = true;
        since = NONE;
    }

    /** The next one may come. */
    void requestEnds() {
        underWay = false;
        since = NONE;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long every = Math.max(1, nanos / LOOKS);
        looking = context.executor().scheduleWithFixedDelay(() -> look(context), every, every, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        looking.cancel(false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        looking.cancel(false);
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (!underWay && since == NONE) {
            since = System.nanoTime();
        }
        context.fireChannelRead(bytes);
    }

    private void look(ChannelHandlerContext context) {
        if (since != NONE && System.nanoTime() - since > nanos) {
            late.run();
            context.close();
        }
    }
}
