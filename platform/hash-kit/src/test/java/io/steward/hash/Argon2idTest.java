package io.steward.hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2idTest {
    private static final int M_MMAP_THRESHOLD = -3;
    private static final byte[] SALT = "sixteen bytes ok".getBytes(UTF_8);

    /** From the test suite of the reference implementation. */
    @Test
    void it_is_the_function_of_the_reference_implementation() {
        byte[] hash = Argon2id.hash("password".getBytes(UTF_8), "somesalt".getBytes(UTF_8), 65_536, 2, 1, 32);

        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    @ParameterizedTest
    @CsvSource({"19456,2,1,32", "19456,1,1,16", "19455,2,1,32", "64,3,4,32", "8,1,1,64", "19457,1,1,32", "32768,1,2,32"
    })
    void whatever_the_costs_it_is_what_the_library_alone_would_make(int memory, int iterations, int lanes, int length) {
        for (String password : List.of("", "correct horse", "Übergrößenträger 🐎")) {
            byte[] bytes = password.getBytes(UTF_8);
            byte[] expected = Argon2Factory.createAdvanced(Argon2Types.ARGON2id, SALT.length, length)
                    .rawHash(iterations, memory, lanes, bytes, SALT);

            assertThat(Argon2id.hash(bytes, SALT, memory, iterations, lanes, length))
                    .isEqualTo(expected);
        }
    }

    @Test
    void hashes_at_once_do_not_write_into_each_other() {
        List<byte[]> passwords = IntStream.range(0, 40)
                .mapToObj(number -> ("password " + number).getBytes(UTF_8))
                .toList();
        List<byte[]> expected = passwords.stream().map(Argon2idTest::hash).toList();

        List<CompletableFuture<byte[]>> atOnce = passwords.stream()
                .map(password -> CompletableFuture.supplyAsync(() -> hash(password)))
                .toList();

        assertThat(atOnce.stream().map(CompletableFuture::join).toList())
                .usingElementComparator(java.util.Arrays::compare)
                .containsExactlyElementsOf(expected);
    }

    @Test
    void the_memory_of_a_hash_is_the_memory_of_the_next() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/proc/thread-self/stat")), "only Linux counts page faults where this test looks");
        hash("the first one".getBytes(UTF_8));
        // As in a process with many threads, where malloc gives so much back to the system each time (mallopt(3)).
        NativeLibrary.getProcess().getFunction("mallopt").invokeInt(new Object[] {M_MMAP_THRESHOLD, 128 * 1024});
        long before = pageFaults();

        for (int number = 0; number < 10; number++) {
            hash("password".getBytes(UTF_8));
        }

        // Fresh memory would be 4,864 pages each time.
        assertThat(pageFaults() - before).isLessThan(2_000);
    }

    @Test
    void costs_that_there_are_not_are_refused() {
        assertThatThrownBy(() -> Argon2id.hash(new byte[8], SALT, 19_456, 0, 1, 32))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Argon2id.hash(new byte[8], new byte[4], 19_456, 2, 1, 32))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] hash(byte[] password) {
        return Argon2id.hash(password, SALT, 19_456, 2, 1, 32);
    }

    /** Of this thread; the tenth field of proc_pid_stat(5), counted from the name, which may have spaces. */
    private static long pageFaults() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
    }
}
