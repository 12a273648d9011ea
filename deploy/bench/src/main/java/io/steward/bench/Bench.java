package io.steward.bench;

import io.steward.bench.Api.Caller;
import io.steward.local.RunningStack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Main class of {@code ./steward bench}. */
public final class Bench {
    private final RunningStack stack;
    private final BenchOptions options;
    private final Map<String, String> environment;
    private final PrintStream progress;
    private final List<String> remarks = new ArrayList<>();

    private Bench(RunningStack stack, BenchOptions options, Map<String, String> environment, PrintStream progress) {
        this.stack = stack;
        this.options = options;
        this.environment = environment;
        this.progress = progress;
    }

    public static void main(String[] args) {
        Path root = Path.of(System.getProperty("steward.root", System.getProperty("user.dir")));
        System.exit(run(args, root, System.getenv(), System.out, System.err));
    }

    /** Returns the exit code: 0 all was measured without an error, 1 not so, 2 something has to be set differently first. */
    static int run(String[] args, Path root, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            BenchOptions options = BenchOptions.parse(args, environment);
            if (options.help()) {
                out.print(BenchOptions.USAGE);
                return 0;
            }
            RunningStack stack = RunningStack.find(root, environment);
            if (!stack.shareProcessors()) {
                err.println("The bench does not share the scheduling group of the stack; p99 is then another one.");
            }
            Bench bench = new Bench(stack, options, environment, err);
            if (options.identity()) {
                return bench.identity(out);
            }
            Report report = bench.measure();
            if (options.json()) {
                out.println(report.json().toPrettyString());
            } else {
                report.print(out);
            }
            report.operations().forEach((operation, rounds) -> rounds.sampleOfError()
                    .ifPresent(sample -> err.println("The first bad answer to " + operation + ": " + sample)));
            return report.errors() == 0 ? 0 : BenchException.FAILED;
        } catch (BenchException e) {
            err.println(e.getMessage());
            return e.exitCode();
        } catch (RuntimeException | IOException e) {
            err.println("./steward bench: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            return BenchException.FAILED;
        }
    }

    private int identity(PrintStream out) throws IOException {
        try (Api api = new Api(stack.gateway())) {
            IdentityReport report = new IdentityBench(stack, options, progress).measure(api, administrator(api));
            if (options.json()) {
                out.println(report.json().toPrettyString());
            } else {
                report.print(out);
            }
            report.sampleOfError().ifPresent(sample -> progress.println("The first bad answer: " + sample));
            return report.errors() == 0 ? 0 : BenchException.FAILED;
        }
    }

    private Caller administrator(Api api) {
        return api.login(Optional.ofNullable(options.email()).orElseGet(stack::administrator), password());
    }

    private Report measure() throws IOException {
        try (Api api = new Api(stack.gateway());
                Database database = new Database(stack)) {
            BenchOrganization organization = BenchOrganization.create(api, administrator(api));
            TicketStock stock = TicketStock.of(organization, options.tickets(), System.currentTimeMillis());
            progress.println(
                    "Storing " + options.tickets() + " tickets for the organization " + organization.id() + ".");
            database.store(stock);
            remarks.add("The tickets of the organization " + organization.id() + " are left where they are.");
            long memory = stack.members().stream()
                    .mapToLong(RunningStack.Member::memory)
                    .sum();
            Map<Operation, Rounds> rounds = measured(api, database, stock);
            Optional<NotificationProbe.Result> notification = notifications(api, organization);
            return new Report(options, rounds, notification, memory, stack.members(), remarks);
        }
    }

    private Map<Operation, Rounds> measured(Api api, Database database, TicketStock stock) throws IOException {
        Optional<Path> program = PgBench.find(environment);
        if (program.isEmpty()) {
            remarks.add("pgbench is not installed here, so there are no ratios.");
            return new Measurement(options, api, stack, stock, Optional.empty(), progress).run();
        }
        progress.println("Copying the tables for " + program.get() + ".");
        try (Baseline baseline = new Baseline(database, stock);
                PgBench pgbench =
                        new PgBench(program.get(), stack.databasePort(), stack.database(), stack.superuserPassword())) {
            for (Operation operation : options.operations()) {
                pgbench.use(operation, baseline.script(operation));
            }
            return new Measurement(options, api, stack, stock, Optional.of(pgbench), progress).run();
        }
    }

    private Optional<NotificationProbe.Result> notifications(Api api, BenchOrganization organization) {
        if (options.notifications() == 0) {
            return Optional.empty();
        }
        progress.println("Timing " + options.notifications() + " notifications.");
        return Optional.of(new NotificationProbe(api, organization).run(options.notifications()));
    }

    /** The one that was given, else the one that the first start made. */
    private String password() {
        return Optional.ofNullable(options.password())
                .or(stack::administratorPassword)
                .orElseThrow(() -> new BenchException(
                        BenchException.NOT_SO,
                        "The bench makes an organization of its own and needs the administrator's password for that:"
                                + " set STEWARD_ADMIN_PASSWORD"));
    }
}
