package io.steward.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load generator, where it is installed. */
final class PgBench implements AutoCloseable {
    private static final Pattern TPS = Pattern.compile("^tps = ([0-9.]+)", Pattern.MULTILINE);
    private static final Pattern FAILED = Pattern.compile("^number of failed transactions: (\\d+)", Pattern.MULTILINE);
    private static final Pattern LATENCY = Pattern.compile("^latency average = ([0-9.]+) ms", Pattern.MULTILINE);

    private final Path program;
    private final Path folder;
    private final int port;
    private final String database;
    private final String password;
    private final Map<Operation, Path> scripts = new EnumMap<>(Operation.class);

    PgBench(Path program, int port, String database, String password) throws IOException {
        this.program = program;
        this.port = port;
        this.database = database;
        this.password = password;
        this.folder = Files.createTempDirectory("steward-bench");
    }

    /**
     * What one round gave.
     *
     * @param perSecond transactions, without the time to connect
     * @param latency the average in milliseconds
     */
    record Result(double perSecond, double latency) {}

    /** On the PATH, else in the folders where packages install it, the newest first. */
    static Optional<Path> find(Map<String, String> environment) {
        Stream<Path> onPath = Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(f -> !f.isBlank())
                .map(Path::of);
        Stream<Path> chosen =
                Stream.ofNullable(environment.get("STEWARD_PG_BIN")).map(Path::of);
        Stream<Path> packaged = Stream.of("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt")
                .map(Path::of)
                .flatMap(PgBench::children)
                .map(f -> f.resolve("bin"));
        return Stream.of(chosen, onPath, packaged)
                .flatMap(folders -> folders)
                .map(folder -> folder.resolve("pgbench"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    void use(Operation operation, String script) throws IOException {
        scripts.put(operation, Files.writeString(folder.resolve(operation.id() + ".sql"), script));
    }

    Result run(Operation operation, int clients, int seconds) throws IOException {
        var builder = new ProcessBuilder(
                        program.toString(),
                        "-n",
                        "-M",
                        "prepared",
                        "-c",
                        Integer.toString(clients),
                        "-j",
                        Integer.toString(Math.min(2, clients)),
                        "-T",
                        Integer.toString(seconds),
                        "-f",
                        scripts.get(operation).toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-U",
                        Database.SUPERUSER,
                        database)
                .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", password);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchException(BenchException.FAILED, "pgbench failed at " + operation + ":\n" + output);
            }
            return parse(output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        } finally {
            process.destroy();
        }
    }

    /** @throws BenchException when a transaction failed, or no number is found */
    static Result parse(String output) {
        Matcher failed = FAILED.matcher(output);
        if (failed.find() && Long.parseLong(failed.group(1)) > 0) {
            throw new BenchException(BenchException.FAILED, "pgbench tells of failed transactions:\n" + output);
        }
        return new Result(number(TPS, output), number(LATENCY, output));
    }

    @Override
    public void close() throws IOException {
        for (Path script : scripts.values()) {
            Files.deleteIfExists(script);
        }
        Files.deleteIfExists(folder);
    }

    private static double number(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new BenchException(BenchException.FAILED, "pgbench says something else than expected:\n" + output);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static Stream<Path> children(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> sorted = entries.sorted(
                            Comparator.comparing(PgBench::version).reversed())
                    .toList();
            return sorted.stream();
        } catch (IOException missing) {
            return Stream.empty();
        }
    }

    private static int version(Path folder) {
        String digits = folder.getFileName().toString().replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > 6 ? 0 : Integer.parseInt(digits);
    }
}
