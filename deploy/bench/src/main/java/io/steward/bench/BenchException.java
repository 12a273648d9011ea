package io.steward.bench;

/** The measuring cannot go on; the message is all that is shown. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Something does not work. */
    static final int FAILED = 1;

    /** The command line or the way in which the stack was started has to change first. */
    static final int NOT_SO = 2;

    private final int exitCode;

    BenchException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
        this.exitCode = FAILED;
    }

    static BenchException rateLimited() {
        return new BenchException(NOT_SO, """
                The gateway answered 429: it limits the requests of an account, and that is all that would be measured.
                Start it without limits, and measure again:

                  ./steward down
                  STEWARD_GATEWAY_LIMITS_ACCOUNT_PER_SECOND=0 STEWARD_GATEWAY_LIMITS_ADDRESS_PER_SECOND=0 ./steward up --detach""");
    }

    int exitCode() {
        return exitCode;
    }
}
