package io.steward.hash;

import com.sun.jna.Memory;
import de.mkammerer.argon2.jna.Argon2Library;
import de.mkammerer.argon2.jna.Argon2_context;
import de.mkammerer.argon2.jna.Argon2_version;
import de.mkammerer.argon2.jna.JnaUint32;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Argon2id (RFC 9106), version 1.3, by the reference implementation in C: what it needs is none of the Java heap's memory, whose collector
 * would copy it while everybody waits. Nor is it asked of the system each time, see {@link Workspace}.
 */
public final class Argon2id {
    private static final int VERSION = 0x13;

    /** As many as ever were in use at once. The one used last is the next one: some of it may still be in the processor's cache. */
    private static final ConcurrentLinkedDeque<Workspace> IDLE = new ConcurrentLinkedDeque<>();

    private Argon2id() {}

    /**
     * Derives a hash, on the calling thread.
     *
     * @param memory KiB; up to {@link Workspace#KIBIBYTES} it is memory that is kept
     * @param lanes degree of parallelism; more than one takes more threads
     * @param length of the hash, in bytes
     * @throws IllegalArgumentException for costs or lengths that the RFC does not allow
     */
    public static byte[] hash(byte[] password, byte[] salt, int memory, int iterations, int lanes, int length) {
        Workspace known = IDLE.poll();
        Workspace workspace = known == null ? new Workspace() : known;
        try {
            return hash(workspace, password, salt, memory, iterations, lanes, length);
        } finally {
            IDLE.push(workspace);
        }
    }

    private static byte[] hash(
            Workspace workspace, byte[] password, byte[] salt, int memory, int iterations, int lanes, int length) {
        Memory values = workspace.values(password.length + salt.length + length);
        values.write(0, password, 0, password.length);
        values.write(password.length, salt, 0, salt.length);
        var context = new Argon2_context.ByReference();
        context.pwd = values;
        context.pwdlen = new JnaUint32(password.length);
        context.salt = values.share(password.length);
        context.saltlen = new JnaUint32(salt.length);
        context.out = values.share(password.length + salt.length);
        context.outlen = new JnaUint32(length);
        context.secretlen = new JnaUint32(0);
        context.adlen = new JnaUint32(0);
        context.t_cost = new JnaUint32(iterations);
        context.m_cost = new JnaUint32(memory);
        context.lanes = new JnaUint32(lanes);
        context.threads = new JnaUint32(lanes);
        context.version = new Argon2_version(VERSION);
        context.flags = new JnaUint32(0);
        if (memory <= Workspace.KIBIBYTES) {
            context.allocate_cbk = workspace.allocate();
            context.free_cbk = workspace.free();
        }
        try {
            int outcome = Argon2Library.INSTANCE.argon2id_ctx(context);
            if (outcome != Argon2Library.ARGON2_OK) {
                throw new IllegalArgumentException(Argon2Library.INSTANCE.argon2_error_message(outcome));
            }
            return context.out.getByteArray(0, length);
        } finally {
            values.clear();
        }
    }
}
