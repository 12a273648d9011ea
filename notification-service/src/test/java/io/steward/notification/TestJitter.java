package io.steward.notification;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.random.RandomGenerator;

/** No chance in tests: every back-off takes its full time. */
@ApplicationScoped
class TestJitter {
    @Produces
    @Singleton
    RandomGenerator random() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return 1;
            }
        };
    }
}
