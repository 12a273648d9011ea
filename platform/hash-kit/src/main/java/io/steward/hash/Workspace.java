package io.steward.hash;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import de.mkammerer.argon2.jna.Size_t;

/**
 * The memory that one hash at a time fills. It is kept: given back after each hash, the system takes its pages away and gives them out
 * again, zeroed, one by one, which is up to a third of the time of a hash; whether it does depends on what else the process allocates. The
 * library wipes it at the end of each hash.
 */
final class Workspace {
    static final int KIBIBYTES = 19 * 1024;

    private static final int OK = 0;
    /** As the library calls a lack of memory. */
    private static final int MEMORY_ALLOCATION_ERROR = -22;

    private static final int PAGE = 4096;

    private final Memory whole = new Memory(KIBIBYTES * 1024L + PAGE);
    private final Pointer memory = whole.align(PAGE);
    private final Memory values = new Memory(PAGE);
    // Fields, for a callback that Java has forgotten crashes the process.
    private final Allocate allocate = this::take;
    private final Free free = (blocks, bytes) -> {};
    private final Pointer allocateFunction = CallbackReference.getFunctionPointer(allocate);
    private final Pointer freeFunction = CallbackReference.getFunctionPointer(free);

    /** Called by the library: {@code int (*)(uint8_t **memory, size_t bytes)}. */
    @FunctionalInterface
    interface Allocate extends Callback {
        int invoke(PointerByReference memory, Size_t bytes);
    }

    /** Called by the library: {@code void (*)(uint8_t *memory, size_t bytes)}. */
    @FunctionalInterface
    interface Free extends Callback {
        void invoke(Pointer memory, Size_t bytes);
    }

    /** Room for password, salt and hash. Longer ones than there are have room of their own. */
    Memory values(int bytes) {
        return bytes <= PAGE ? values : new Memory(bytes);
    }

    Pointer allocate() {
        return allocateFunction;
    }

    Pointer free() {
        return freeFunction;
    }

    private int take(PointerByReference taken, Size_t bytes) {
        if (bytes.longValue() > KIBIBYTES * 1024L) {
            return MEMORY_ALLOCATION_ERROR;
        }
        taken.setValue(memory);
        return OK;
    }
}
