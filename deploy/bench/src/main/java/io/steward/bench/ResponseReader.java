package io.steward.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Finds the end of an HTTP/1.1 response on a connection with one request under way. Parses no more than that needs. */
final class ResponseReader {
    private static final byte[] END_OF_LINE = {'\r', '\n'};
    private static final byte[] END_OF_HEADER = {'\r', '\n', '\r', '\n'};

    private byte[] bytes = new byte[32 * 1024];
    private int length;
    private int body = -1;
    private int status;
    /** -1: chunked. */
    private int contentLength;

    private boolean closing;

    /**
     * Takes what has arrived; true when the response is whole.
     *
     * @throws IOException when the connection ends before the response does, or this is no HTTP
     */
    boolean read(ReadableByteChannel channel) throws IOException {
        int read;
        do {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, length * 2);
            }
            read = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
            if (read < 0) {
                throw new IOException("the connection was closed");
            }
            length += read;
        } while (length == bytes.length);
        return isWhole();
    }

    int status() {
        return status;
    }

    /** Whether the server closes the connection after this response. */
    boolean isClosing() {
        return closing;
    }

    /** What was received so far, header included. */
    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    void reset() {
        length = 0;
        body = -1;
    }

    private boolean isWhole() throws IOException {
        if (body < 0 && !readHeader()) {
            return false;
        }
        return contentLength >= 0 ? length >= body + contentLength : chunksAreWhole();
    }

    private boolean readHeader() throws IOException {
        int end = find(END_OF_HEADER, 0);
        if (end < 0) {
            return false;
        }
        String header = new String(bytes, 0, end + 2, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (!header.startsWith("http/1.1 ")) {
            throw new IOException("not an HTTP/1.1 response");
        }
        status = Integer.parseInt(header, 9, 12, 10);
        String stated = value(header, "content-length");
        boolean chunked = "chunked".equals(value(header, "transfer-encoding"));
        contentLength = chunked ? -1 : stated == null ? 0 : Integer.parseInt(stated);
        closing = "close".equals(value(header, "connection"));
        body = end + 4;
        return true;
    }

    private static String value(String header, String name) {
        int at = header.indexOf("\r\n" + name + ":");
        if (at < 0) {
            return null;
        }
        int from = at + name.length() + 3;
        return header.substring(from, header.indexOf("\r\n", from)).strip();
    }

    private boolean chunksAreWhole() {
        int at = body;
        while (true) {
            int line = find(END_OF_LINE, at);
            if (line < 0) {
                return false;
            }
            int size = Integer.parseInt(new String(bytes, at, line - at, StandardCharsets.ISO_8859_1).strip(), 16);
            at = line + 2 + size + 2;
            if (at > length) {
                return false;
            }
            if (size == 0) {
                return true;
            }
        }
    }

    private int find(byte[] sought, int from) {
        for (int at = from; at <= length - sought.length; at++) {
            if (bytes[at] == sought[0] && Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
                return at;
            }
        }
        return -1;
    }
}
