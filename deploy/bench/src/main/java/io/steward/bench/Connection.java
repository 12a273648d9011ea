package io.steward.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One kept-alive connection to the gateway, with one request after the other. */
final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final ResponseReader reader = new ResponseReader();

    Connection(URI gateway) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", gateway.getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Returns the status of the answer, once it is whole. */
    int ask(byte[] request) throws IOException {
        reader.reset();
        ByteBuffer bytes = ByteBuffer.wrap(request);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        while (!reader.read(channel)) {
            // More is to come.
        }
        return reader.status();
    }

    /** The last answer. */
    String text() {
        return reader.text();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
