package io.steward.gateway.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** How much a request may bring, and how often one may come. */
@ConfigMapping(prefix = "steward.gateway.limits")
public interface LimitSettings {

    /** The largest body where {@link #bodies()} says nothing else. */
    @WithDefault("1M")
    MemorySize body();

    /** Largest bodies by path; a segment {@code *} stands for any one segment, below it counts too. */
    Map<String, MemorySize> bodies();

    /** The longest request URI, in bytes. */
    @WithDefault("8K")
    MemorySize uri();

    /** The largest sum of header names and values, in bytes. */
    @WithDefault("24K")
    MemorySize headers();

    /** Requests a second with a valid token, by account. */
    Rate account();

    /** Requests a second without a valid token, by network address. */
    Rate address();

    /**
     * Operations with a rate of their own by network address, asked beside the others whether a token comes or not; they
     * are off when {@link #address()} is.
     */
    Map<String, OperationRate> operations();

    /** The rate of one operation. */
    interface OperationRate {
        /** {@code METHOD /path} or {@code METHOD /path/**} (the path and all below it together). */
        String operation();

        /** Refilled tokens a second; 0 switches the limit off. */
        long perSecond();

        /** How many requests may come at once after a pause. */
        long burst();
    }

    interface Rate {
        /** Refilled tokens a second; 0 switches the limit off. */
        @WithDefault("200")
        long perSecond();

        /** How many requests may come at once after a pause. */
        @WithDefault("400")
        long burst();
    }
}
