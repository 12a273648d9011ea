package io.steward.gateway.limit;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what requests hold while they are under way: places, bytes of bodies, connections of long transfers. Each is bounded for all together and for
 * one address, so that nobody takes all there is. Nothing is held for what a request only declares.
 */
@Singleton
public class UnderWay {

    private static final int SHARE_OF_ONE = 4;

    private final ConcurrentMap<String, Integer> requests = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> streams = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> transfers = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Long> bytes = new ConcurrentHashMap<>();
    private final AtomicLong allBytes = new AtomicLong();
    private final AtomicInteger allTransfers = new AtomicInteger();
    private final UnderWaySettings settings;
    private final long mostBytes;

    UnderWay(UnderWaySettings settings, MeterRegistry meters) {
        this.settings = settings;
        mostBytes = settings.bodies()
                .map(MemorySize::asLongValue)
                .orElse(Runtime.getRuntime().maxMemory() / 4);
        meters.gauge("steward.gateway.bodies.bytes", this, UnderWay::bytes);
        meters.gauge("steward.gateway.transfers", this, UnderWay::transfers);
    }

    /** Of all bodies, as far as they are held now. */
    public long bytes() {
        return allBytes.get();
    }

    public int transfers() {
        return allTransfers.get();
    }

    /** A place for a request of an address, or null when it has too many. */
    public Visit request(String address) {
        String network = Network.of(address);
        return taken(requests, network, settings.requestsPerAddress())
                ? new Visit(this, network, requests, network)
                : null;
    }

    /** A place for an event stream of an account, or null when it has too many. */
    public Visit stream(String account, String address) {
        return taken(streams, account, settings.streamsPerAccount())
                ? new Visit(this, Network.of(address), streams, account)
                : null;
    }

    boolean takeBytes(String network, int count) {
        boolean fits = allBytes.addAndGet(count) <= mostBytes;
        boolean fitsForOne = bytes.merge(network, (long) count, Long::sum) <= mostBytes / SHARE_OF_ONE;
        return fits && fitsForOne;
    }

    void giveBytes(String network, long count) {
        allBytes.addAndGet(-count);
        bytes.computeIfPresent(network, (known, held) -> held <= count ? null : held - count);
    }

    boolean takeTransfer(String network) {
        if (allTransfers.incrementAndGet() > settings.transfers()) {
            allTransfers.decrementAndGet();
            return false;
        }
        if (!taken(transfers, network, settings.transfersPerAddress())) {
            allTransfers.decrementAndGet();
            return false;
        }
        return true;
    }

    void giveTransfer(String network) {
        allTransfers.decrementAndGet();
        give(transfers, network);
    }

    private static boolean taken(ConcurrentMap<String, Integer> places, String key, int most) {
        if (places.merge(key, 1, Integer::sum) <= most || most == 0) {
            return true;
        }
        give(places, key);
        return false;
    }

    static void give(ConcurrentMap<String, Integer> places, String key) {
        places.computeIfPresent(key, (known, count) -> count == 1 ? null : count - 1);
    }
}
