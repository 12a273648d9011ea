package io.steward.kit.time;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.UUID;

/** Primary keys: UUIDv7 (RFC 9562), which grow with time and so stay dense in an index. */
public final class Ids {
    /** The organization of what belongs to none: the installation itself. */
    public static final UUID NIL = new UUID(0, 0);

    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private Ids() {}

    public static UUID next() {
        return GENERATOR.generate();
    }
}
