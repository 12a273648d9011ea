package io.steward.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How to measure.
 *
 * @param identity logins instead of tickets
 * @param seconds length of one round of one operation
 * @param warmUp seconds that an operation may take at most until it no longer gets faster
 * @param tickets how many there are before anything is measured
 * @param notifications how many are timed
 * @param email null: the one that the stack knows
 */
record BenchOptions(
        boolean identity,
        boolean json,
        boolean help,
        int clients,
        int seconds,
        int warmUp,
        int rounds,
        int tickets,
        int notifications,
        Set<Operation> operations,
        String email,
        String password) {
    static final String USAGE = """
            Usage: ./steward bench [identity] [--json] [--quick] [options]

              identity            logins beside what hashing alone allows, and GET /me during a storm of them; the options for
                                  tickets and notifications mean nothing there

              --json              the report as JSON on standard output, and nothing else there
              --quick             3 rounds of 2 seconds after 4 of warm-up, 5,000 tickets, 20 notifications; for a look, not for a verdict
              --clients N         requests under way at once (16)
              --seconds N         length of a round (6)
              --warm-up N         seconds at most until an operation no longer gets faster (120; identity: 900)
              --rounds N          rounds; what counts is their median (5)
              --tickets N         tickets that are there before (20000)
              --notifications N   notifications that are timed, 0 for none (100)
              --only A,B          only these of create, read, list, search
              --email, --password the installation's administrator; better given by STEWARD_ADMIN_EMAIL and
                                  STEWARD_ADMIN_PASSWORD, because a command line can be seen by others
            """;

    /** @throws BenchException naming what is wrong */
    static BenchOptions parse(String[] args, Map<String, String> environment) {
        boolean identity = args.length > 0 && args[0].equals("identity");
        Iterator<String> rest =
                Arrays.asList(args).subList(identity ? 1 : 0, args.length).iterator();
        boolean quick = Arrays.asList(args).contains("--quick");
        boolean json = false;
        boolean help = false;
        int clients = 16;
        int seconds = quick ? 2 : 6;
        // What is done once a login is compiled late.
        int warmUp = quick ? 4 : identity ? 900 : 120;
        int rounds = quick ? 3 : 5;
        int tickets = quick ? 5_000 : 20_000;
        int notifications = quick ? 20 : 100;
        Set<Operation> operations = EnumSet.allOf(Operation.class);
        String email = text(environment, "STEWARD_ADMIN_EMAIL").orElse(null);
        String password = text(environment, "STEWARD_ADMIN_PASSWORD").orElse(null);
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--json" -> json = true;
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                case "--clients" -> clients = number(option, value(option, rest), 1, 1_000);
                case "--seconds" -> seconds = number(option, value(option, rest), 1, 600);
                case "--warm-up" -> warmUp = number(option, value(option, rest), 1, 3_600);
                case "--rounds" -> rounds = number(option, value(option, rest), 1, 99);
                case "--tickets" -> tickets = number(option, value(option, rest), 1_000, 10_000_000);
                case "--notifications" -> notifications = number(option, value(option, rest), 0, 10_000);
                case "--only" -> operations = operations(value(option, rest));
                case "--email" -> email = value(option, rest);
                case "--password" -> password = value(option, rest);
                default -> throw wrong("unknown option " + option);
            }
        }
        return new BenchOptions(
                identity,
                json,
                help,
                clients,
                seconds,
                warmUp,
                rounds,
                tickets,
                notifications,
                operations,
                email,
                password);
    }

    /** The password stays out of logs and messages. */
    @Override
    public String toString() {
        return "BenchOptions[clients=" + clients + ", seconds=" + seconds + ", rounds=" + rounds + ", tickets="
                + tickets + "]";
    }

    private static Set<Operation> operations(String names) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (String name : names.split(",")) {
            operations.add(Arrays.stream(Operation.values())
                    .filter(operation -> operation.id().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> wrong("--only: there is no " + name)));
        }
        return operations;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw wrong(option + " needs a value");
        }
        return rest.next();
    }

    private static int number(String option, String value, int least, int most) {
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw wrong(option + " needs a number from " + least + " to " + most + ", not " + value);
        }
        return Integer.parseInt(value);
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    private static BenchException wrong(String message) {
        return new BenchException(BenchException.NOT_SO, "./steward bench: " + message + "\n\n" + USAGE);
    }
}
