package io.steward.embedded;

/** A server could not be unpacked, started, reached or stopped. The message is meant for the person at the terminal. */
public final class ServerException extends RuntimeException {
    public ServerException(String message) {
        super(message);
    }

    public ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
