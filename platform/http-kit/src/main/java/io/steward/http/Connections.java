package io.steward.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Bounds the connections of clients before anything is read from them, and the time that the head of a request takes. {@link ConnectionGuard} brings
 * each accepted connection to {@link #accepted}; whoever handles requests tells when one begins and ends.
 */
public final class Connections {

    /** Why a connection was closed. */
    public enum Reason {
        TOO_MANY,
        SLOW_HEAD
    }

    /**
     * What clients may hold.
     *
     * @param most connections at once, of all clients
     * @param perAddress connections at once of one address
     * @param head how long a head may take from its first byte on, and the first one of a connection from the connection on
     */
    public record Limits(int most, int perAddress, Duration head) {
        public Limits {
            if (most < 1 || perAddress < 1 || !head.isPositive()) {
                throw new IllegalArgumentException("limits of connections must be positive");
            }
        }
    }

    /** A connection cannot be closed before it is registered with its event loop. */
    private static final class CloseAtOnce extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.close();
        }
    }

    private final Limits limits;
    private final UnaryOperator<String> network;
    private final Consumer<Reason> closed;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    /**
     * @param network what counts as one address
     * @param closed told of each connection that is closed for a limit
     */
    public Connections(Limits limits, UnaryOperator<String> network, Consumer<Reason> closed) {
        this.limits = limits;
        this.network = network;
        this.closed = closed;
    }

    /** Connections that are open now. */
    public int open() {
        return open.get();
    }

    /** Watches the connection, or closes it. */
    public void accepted(Channel connection) {
        String address = address(connection.remoteAddress());
        boolean tooMany = open.incrementAndGet() > limits.most();
        boolean tooManyOfOne = byAddress.merge(address, 1, Integer::sum) > limits.perAddress();
        connection.closeFuture().addListener(gone -> left(address));
        if (tooMany || tooManyOfOne) {
            closed.accept(Reason.TOO_MANY);
            connection.pipeline().addFirst(new CloseAtOnce());
        } else {
            connection.pipeline().addFirst(new HeadDeadline(limits.head(), () -> closed.accept(Reason.SLOW_HEAD)));
        }
    }

    /** A whole head has come on the request's connection. */
    public static void requestBegins(HttpServerRequest request) {
        HeadDeadline deadline = deadline(request);
        if (deadline != null) {
            deadline.requestBegins();
        }
    }

    /** The request was answered: the next one may come. */
    public static void requestEnds(HttpServerRequest request) {
        HeadDeadline deadline = deadline(request);
        if (deadline != null) {
            deadline.requestEnds();
        }
    }

    private static HeadDeadline deadline(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? connection.channel().pipeline().get(HeadDeadline.class)
                : null;
    }

    private void left(String address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(address, (known, count) -> count == 1 ? null : count - 1);
    }

    private String address(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? network.apply(inet.getAddress().getHostAddress())
                : "";
    }
}
