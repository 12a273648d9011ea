package io.steward.bench;

import io.steward.local.RunningStack.Member;
import java.util.List;

/**
 * Where the processor time of logins went, in nanoseconds of all of them or in milliseconds of one.
 *
 * @param hash the hashing in identity
 * @param identity what identity took beside
 * @param database PostgreSQL
 * @param others the rest of the stack, which does the same where nobody logs in
 * @param compilers of all the stack
 * @param client this process, which asks
 */
record LoginCpu(
        double hash, double identity, double database, double gateway, double others, double compilers, double client) {
    static final LoginCpu NONE = new LoginCpu(0, 0, 0, 0, 0, 0, 0);

    /** What was taken until now; the system counts in hundredths of a second. */
    static LoginCpu now(List<Member> members) {
        double hash = 0;
        double identity = 0;
        double database = 0;
        double gateway = 0;
        double others = 0;
        double compilers = 0;
        for (Member member : members) {
            double compiler = Cpu.compilersNanos(member.pid());
            double rest = Cpu.nanos(member.pid()) - compiler;
            compilers += compiler;
            switch (member.name()) {
                case "identity" -> {
                    double hashing = Cpu.threadsNanos(member.pid(), "password-hash", "hurried-hash");
                    hash += hashing;
                    identity += rest - hashing;
                }
                case "postgres" -> database += rest;
                case "gateway" -> gateway += rest;
                default -> others += rest;
            }
        }
        return new LoginCpu(hash, identity, database, gateway, others, compilers, Cpu.ownNanos());
    }

    LoginCpu plus(LoginCpu more) {
        return new LoginCpu(
                hash + more.hash,
                identity + more.identity,
                database + more.database,
                gateway + more.gateway,
                others + more.others,
                compilers + more.compilers,
                client + more.client);
    }

    LoginCpu times(double factor) {
        return new LoginCpu(
                hash * factor,
                identity * factor,
                database * factor,
                gateway * factor,
                others * factor,
                compilers * factor,
                client * factor);
    }

    LoginCpu since(LoginCpu before) {
        return plus(before.times(-1));
    }

    /** Of one of so many logins, in milliseconds. */
    LoginCpu ofEach(long logins) {
        return times(1 / (1e6 * Math.max(1, logins)));
    }
}
