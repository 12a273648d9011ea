package io.steward.gateway.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What requests may hold while they are under way. */
@ConfigMapping(prefix = "steward.gateway.under-way")
public interface UnderWaySettings {

    /** Requests at once of one network address (of one /64 network of IPv6), event streams left out; more are refused with 429. 0 switches it off. */
    @WithDefault("256")
    int requestsPerAddress();

    /** Event streams at once of one account; more are refused with 429. 0 switches it off. */
    @WithDefault("32")
    int streamsPerAccount();

    /**
     * Bytes of all bodies and answers that have come and are still held; beyond it requests with a body get 503. One address may hold a quarter of it. A quarter of the heap unless set.
     */
    Optional<MemorySize> bodies();

    /**
     * Bodies up to this size are collected before they take a connection to a service, and so much of an answer is held for a client that takes it slowly. What
     * is larger is a transfer: it goes on as it comes, and keeps its connection.
     */
    @WithDefault("1M")
    MemorySize collected();

    /** Transfers at once; more get 503. They should leave most of {@code steward.gateway.routes.connections} to the rest. */
    @WithDefault("32")
    int transfers();

    /** The same of one network address. */
    @WithDefault("8")
    int transfersPerAddress();

    /** How long a body may take, beside the time that {@link #minimumRate()} gives for its bytes; then 408. */
    @WithDefault("10s")
    Duration patience();

    /** Bytes a second that a body must bring, and that a client must take of an answer, on average. */
    @WithDefault("16K")
    MemorySize minimumRate();
}
