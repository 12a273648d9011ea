package io.steward.gateway.limit;

import java.util.concurrent.ConcurrentMap;

/** What one request holds. Confined to its event loop; {@link #leave} gives all back, once. */
public final class Visit {

    private final UnderWay underWay;
    private final String network;
    private final ConcurrentMap<String, Integer> places;
    private final String key;
    private long bytes;
    private boolean transfer;
    private boolean left;

    Visit(UnderWay underWay, String network, ConcurrentMap<String, Integer> places, String key) {
        this.underWay = underWay;
        this.network = network;
        this.places = places;
        this.key = key;
    }

    /** Whether so many bytes more of a body may be held; they have come already. */
    public boolean hold(int count) {
        if (left) {
            // Nobody would give it back.
            return false;
        }
        if (count == 0) {
            return true;
        }
        bytes += count;
        return underWay.takeBytes(network, count);
    }

    /** What was held has gone on. */
    public void passedOn() {
        if (bytes > 0) {
            underWay.giveBytes(network, bytes);
            bytes = 0;
        }
    }

    /** Whether a body, of the request or of the answer, may keep a connection to the service for as long as the client takes. */
    public boolean transfer() {
        transfer = transfer || underWay.takeTransfer(network);
        return transfer;
    }

    public void leave() {
        if (left) {
            return;
        }
        left = true;
        passedOn();
        if (transfer) {
            underWay.giveTransfer(network);
        }
        UnderWay.give(places, key);
    }
}
