package io.steward.bench;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * How long a login takes that fails, where the account exists and where it does not, in turn and by one client: who can tell the two
 * apart can find out who has an account.
 */
final class FailedLogins {
    /** Of one email; fewer than what is throttled. */
    private static final int EACH = 8;

    private FailedLogins() {}

    /** The times of both kinds. */
    record Result(Latencies known, Latencies unknown) {
        /** The largest distance between the two distributions (Kolmogorov and Smirnov), from 0 to 1. */
        double distance() {
            return known.distance(unknown);
        }

        /** What the distance of two samples of one distribution exceeds in five of a hundred runs. */
        double bound() {
            double n = known.size();
            double m = unknown.size();
            return 1.358 * Math.sqrt((n + m) / (n * m));
        }
    }

    static Result measure(URI gateway, List<BenchOrganization.Person> people) throws IOException {
        var known = new Latencies();
        var unknown = new Latencies();
        try (Connection connection = new Connection(gateway)) {
            for (int time = 0; time < EACH; time++) {
                for (BenchOrganization.Person person : people) {
                    // The same length, so that what is sent is not what differs.
                    String nobody = "x" + person.email().substring(1);
                    known.add(failing(connection, LoginRequest.of(gateway, person.email(), "not the password")));
                    unknown.add(failing(connection, LoginRequest.of(gateway, nobody, "not the password")));
                }
            }
        }
        return new Result(known, unknown);
    }

    private static long failing(Connection connection, byte[] request) throws IOException {
        long begin = System.nanoTime();
        int status = connection.ask(request);
        long taken = System.nanoTime() - begin;
        if (status != 401) {
            throw new BenchException(
                    BenchException.FAILED, "A login with a wrong password was answered so: " + connection.text());
        }
        return taken;
    }
}
