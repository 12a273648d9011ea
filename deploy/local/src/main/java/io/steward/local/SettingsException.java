package io.steward.local;

/** A setting or an argument is wrong; the message names it and is all that is shown. */
final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }
}
