package io.steward.kit.tx;

import java.time.Duration;

/** The database did not answer in time; whether a commit took place is unknown to the caller, who repeats with the same Idempotency-Key. */
public class TransactionTimeout extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TransactionTimeout(Duration after) {
        super("The database did not answer in " + after, null, false, false);
    }
}
