package io.steward.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import java.util.function.Consumer;

/**
 * Netty's own hook for each connection that a server of this process accepts, found by Netty's {@code ServiceLoader}. Vert.x and Quarkus offer none that comes
 * before the first request.
 */
public final class ConnectionGuard extends ChannelInitializerExtension {

    private static volatile Consumer<Channel> accepted = connection -> {};

    /** Brings the connections there from now on. To be called before a server listens: Netty looks once for its extensions. */
    public static void activate(Consumer<Channel> to) {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
        accepted = to;
    }

    @Override
    public void postInitializeServerChildChannel(Channel connection) {
        accepted.accept(connection);
    }
}
