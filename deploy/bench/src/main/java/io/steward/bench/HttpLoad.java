package io.steward.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A closed loop of clients, each with a kept-alive connection and one request under way. One thread and hardly any parsing, so that
 * it takes little of the processors that it shares with what it measures.
 */
final class HttpLoad implements AutoCloseable {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(20);

    private final InetSocketAddress server;
    private final int clients;
    private final Selector selector;

    private Supplier<byte[]> requests;
    private int success;
    private long counted;
    private long deadline;
    private int underWay;
    private long good;
    private long all;
    private long errors;
    private boolean limited;
    private String sample;
    private Latencies latencies;

    HttpLoad(InetSocketAddress server, int clients) throws IOException {
        this.server = server;
        this.clients = clients;
        this.selector = Selector.open();
    }

    private static final class Client {
        final ResponseReader reader = new ResponseReader();
        long sentAt;
    }

    /**
     * Runs for a time, then waits for what is still under way, so that the next round finds the server idle.
     *
     * @throws BenchException when the gateway limits the rate
     */
    LoadResult run(Supplier<byte[]> requests, int success, Duration time) throws IOException {
        return run(requests, success, time, Duration.ZERO);
    }

    /**
     * The same, with some time before in which no good answer counts: until then more is begun than answered.
     *
     * @param time of what counts, without that before it
     */
    LoadResult run(Supplier<byte[]> requests, int success, Duration time, Duration before) throws IOException {
        this.requests = requests;
        this.success = success;
        this.good = 0;
        this.all = 0;
        this.errors = 0;
        this.sample = null;
        this.latencies = new Latencies();
        for (int client = 0; client < clients; client++) {
            connect();
        }
        long cpu = Cpu.ownNanos();
        long begin = System.nanoTime();
        counted = begin + before.toNanos();
        deadline = counted + time.toNanos();
        for (SelectionKey key : selector.keys()) {
            send(key);
        }
        long giveUp = deadline + LAST_ANSWERS.toNanos();
        while (underWay > 0 && System.nanoTime() < giveUp) {
            selector.select(this::answered, 100);
        }
        errors += underWay;
        disconnect();
        if (limited) {
            throw BenchException.rateLimited();
        }
        return new LoadResult(good, all, errors, time.toNanos() / 1e9, (Cpu.ownNanos() - cpu) / 1e9, latencies, sample);
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }

    private SelectionKey connect() throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        return channel.register(selector, SelectionKey.OP_READ, new Client());
    }

    private void send(SelectionKey key) throws IOException {
        Client client = (Client) key.attachment();
        ByteBuffer bytes = ByteBuffer.wrap(requests.get());
        client.reader.reset();
        underWay++;
        client.sentAt = System.nanoTime();
        while (bytes.hasRemaining()) {
            ((SocketChannel) key.channel()).write(bytes);
        }
    }

    private void answered(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            try {
                if (!client.reader.read((SocketChannel) key.channel())) {
                    return;
                }
                note(client);
                underWay--;
                if (client.reader.isClosing()) {
                    key = replace(key);
                }
            } catch (IOException broken) {
                underWay--;
                fail("connection: " + broken.getMessage());
                key = replace(key);
            }
            if (System.nanoTime() < deadline && !limited) {
                send(key);
            }
        } catch (IOException e) {
            throw new BenchException("The gateway takes no more connections: " + e.getMessage(), e);
        }
    }

    private void note(Client client) {
        long now = System.nanoTime();
        int status = client.reader.status();
        if (status == TOO_MANY_REQUESTS) {
            limited = true;
        } else if (status != success) {
            fail(client.reader.text());
        } else {
            all++;
            if (now >= counted && now <= deadline) {
                good++;
                latencies.add(now - client.sentAt);
            }
        }
    }

    private void fail(String what) {
        errors++;
        if (sample == null) {
            sample = what;
        }
    }

    private SelectionKey replace(SelectionKey key) throws IOException {
        key.cancel();
        key.channel().close();
        return connect();
    }

    private void disconnect() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.selectNow();
        underWay = 0;
    }
}
