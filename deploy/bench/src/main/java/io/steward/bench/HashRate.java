package io.steward.bench;

import io.steward.hash.Argon2id;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * How many passwords a second can be hashed here with the costs and the library of identity, on every processor and by nothing else. In a
 * JVM of its own with its full compiler: that of the bench is one for quick starts.
 */
final class HashRate implements AutoCloseable {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ITERATIONS = 2;
    private static final int LENGTH = 32;

    /**
     * @param perSecond how many hashes
     * @param cpuMillis processor time of one
     */
    record Result(double perSecond, double cpuMillis) {
        /** Several as one, each of the same length. */
        static Result of(List<Result> turns) {
            return new Result(
                    turns.stream().mapToDouble(Result::perSecond).average().orElseThrow(),
                    turns.stream().mapToDouble(Result::cpuMillis).average().orElseThrow());
        }
    }

    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;

    /** Starts the JVM; it works only during {@link #run}. */
    HashRate(int threads) throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HashRate.class.getName(),
                        Integer.toString(threads)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.US_ASCII);
        orders = process.outputWriter(StandardCharsets.US_ASCII);
    }

    /** Hashes for some seconds. */
    Result run(int seconds) throws IOException {
        orders.write(seconds + "\n");
        orders.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new BenchException(BenchException.FAILED, "The hashing process has ended");
        }
        String[] numbers = answer.split(" ");
        return new Result(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
    }

    @Override
    public void close() throws IOException {
        // The end of its input is the end of the process.
        orders.close();
    }

    /** The process: for each line with a number of seconds a line with the rate and the cost. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int threads = Integer.parseInt(args[0]);
        var out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(hash(threads, Integer.parseInt(line.strip())));
        }
    }

    private static String hash(int threads, int seconds) throws InterruptedException {
        var hashed = new LongAdder();
        long cpu = Cpu.ownNanos();
        long begin = System.nanoTime();
        long deadline = begin + seconds * 1_000_000_000L;
        List<Thread> workers = IntStream.range(0, threads)
                .mapToObj(number -> Thread.ofPlatform().start(() -> {
                    while (System.nanoTime() < deadline) {
                        hashOne();
                        hashed.increment();
                    }
                }))
                .toList();
        for (Thread worker : workers) {
            worker.join();
        }
        // The last ones end after the deadline, and count with the time that they took.
        return hashed.sum() / ((System.nanoTime() - begin) / 1e9) + " " + (Cpu.ownNanos() - cpu) / 1e6 / hashed.sum();
    }

    private static void hashOne() {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        byte[] password = "a password as long as people's are".getBytes(StandardCharsets.UTF_8);
        Argon2id.hash(password, salt, MEMORY_KIB, ITERATIONS, 1, LENGTH);
    }
}
