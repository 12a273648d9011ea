package io.steward.identity.password;

import io.steward.identity.login.Budget;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/**
 * Which requests for a reset are stored at all, by their email and their client's address, so that a flood does not fill the table.
 * Whoever asks is not told. Each instance counts alone, for this limits work alone: how many mails an account gets is the worker's to say,
 * by what the database knows.
 */
@Singleton
class ResetThrottle {
    private static final long KEYS = 100_000;

    private final Budget emails;
    private final Budget addresses;
    private final boolean limitsAddresses;

    ResetThrottle(Clock clock, ResetConfig config) {
        if (config.mailsPerHour() < 1
                || config.addressBurst() < 0
                || !config.addressEvery().isPositive()) {
            throw new IllegalArgumentException(
                    "steward.password-reset: mails-per-hour and address-every must be positive,"
                            + " address-burst must not be negative");
        }
        emails = new Budget(clock, config.mailsPerHour(), Duration.ofHours(1).dividedBy(config.mailsPerHour()), KEYS);
        addresses = new Budget(clock, config.addressBurst(), config.addressEvery(), KEYS);
        limitsAddresses = config.addressBurst() > 0;
    }

    /** @param address null when it is not known: then the email alone counts */
    boolean admits(String email, String address) {
        boolean byAddress = limitsAddresses && address != null;
        String key = Budget.keyOf(email);
        if (emails.shortFor(key).isPositive()
                || byAddress && addresses.shortFor(address).isPositive()) {
            return false;
        }
        emails.spend(key);
        if (byAddress) {
            addresses.spend(address);
        }
        return true;
    }
}
