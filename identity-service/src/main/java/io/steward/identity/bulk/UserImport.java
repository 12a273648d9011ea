package io.steward.identity.bulk;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.bulk.ImportReport.Line;
import io.steward.identity.bulk.ImportReport.LineProblem;
import io.steward.identity.bulk.ImportReport.Outcome;
import io.steward.identity.bulk.KnownAddresses.Known;
import io.steward.identity.invitation.InvitationService;
import io.steward.identity.role.Permissions;
import io.steward.kit.actor.Actor;
import io.steward.kit.inbox.FailureKind;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Tx;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/** A file's people are invited, each line by itself: what is wrong with one is no other's misfortune. */
@ApplicationScoped
class UserImport {
    private static final Logger LOG = Logger.getLogger(UserImport.class);

    private final Tx tx;
    private final Vertx vertx;
    private final InvitationService invitations;
    private final KnownAddresses addresses;
    private final Validator validator;
    private final ImportConfig config;

    UserImport(
            Tx tx,
            Vertx vertx,
            InvitationService invitations,
            KnownAddresses addresses,
            Validator validator,
            ImportConfig config) {
        if (config.lines() < 1 || config.size().asLongValue() < 1) {
            throw new IllegalArgumentException("steward.user-import: lines and size must be positive");
        }
        this.tx = tx;
        this.vertx = vertx;
        this.invitations = invitations;
        this.addresses = addresses;
        this.validator = validator;
        this.config = config;
    }

    /**
     * Invites the people of a file, or says what would become of them. Repeating it is safe.
     *
     * @throws Problem 400 for what is no file of people or has too many lines; 413 for one that is too large
     */
    Uni<ImportReport> run(Actor actor, byte[] file, boolean dryRun) {
        if (file.length > config.size().asLongValue()) {
            throw Problem.of(413, "body-too-large", "Body too large", "The file is larger than an import takes.")
                    .with("limit", config.size().asLongValue());
        }
        Uni<ImportReport> work = read(file)
                .flatMap(lines -> known(actor, lines).flatMap(known -> {
                    Run run = new Run(actor, dryRun, known);
                    return Multi.createFrom()
                            .iterable(lines)
                            .onItem()
                            .transformToUniAndConcatenate(
                                    line -> Uni.createFrom().deferred(() -> run.line(line)))
                            .collect()
                            .asList();
                }))
                .map(lines -> ImportReport.of(dryRun, lines))
                .call(report -> dryRun ? Uni.createFrom().voidItem() : audit(actor, report));
        // A client that hangs up ends nothing half-way: what was done is in the audit log.
        return Uni.createFrom().emitter(emitter -> work.subscribe().with(emitter::complete, emitter::fail));
    }

    private Uni<List<ImportLine>> read(byte[] file) {
        return Uni.createFrom().completionStage(() -> vertx.executeBlocking(
                        () -> ImportLine.of(CsvFile.read(file, config.lines()), validator), false)
                .toCompletionStage());
    }

    private Uni<Map<String, Known>> known(Actor actor, List<ImportLine> lines) {
        return addresses.of(
                actor,
                lines.stream()
                        .filter(ImportLine::hasAddress)
                        .map(line -> line.invite().email())
                        .toList());
    }

    private Uni<Void> audit(Actor actor, ImportReport report) {
        return tx.write(actor, scope -> {
            Audit.record(
                    scope,
                    AuditEntry.of("users.imported", "organization", actor.tenantId())
                            .after(Map.of("lines", report.lines().size(), "outcomes", report.counts())));
            return Uni.createFrom().voidItem();
        });
    }

    /** One file's way through, one line after the other. */
    private final class Run {
        private final Actor actor;
        private final boolean dryRun;
        private final Map<String, Known> known;
        private int wouldInvite;
        private boolean failed;

        Run(Actor actor, boolean dryRun, Map<String, Known> known) {
            this.actor = actor;
            this.dryRun = dryRun;
            this.known = known;
        }

        Uni<Line> line(ImportLine line) {
            Known who = line.hasAddress() ? known.get(line.invite().email()) : null;
            if (who != null && who.member() != null) {
                UUID member = actor.may(Permissions.USER_READ) ? who.member() : null;
                return done(new Line(line.number(), Outcome.EXISTS, line.email(), member, null, List.of()));
            }
            if (who != null && who.invited()) {
                return done(of(line, Outcome.ALREADY_INVITED, null));
            }
            if (!line.problems().isEmpty()) {
                return done(new Line(line.number(), Outcome.INVALID, line.email(), null, null, line.problems()));
            }
            if (failed) {
                return done(of(line, Outcome.SKIPPED, null));
            }
            return (dryRun ? check(line) : invite(line))
                    .onFailure(failure -> !(failure instanceof Problem))
                    .recoverWithItem(failure -> failed(line, failure))
                    .onFailure(Problem.class)
                    .recoverWithItem(failure -> refused(line, (Problem) failure));
        }

        private Uni<Line> check(ImportLine line) {
            return invitations.check(actor, line.invite(), wouldInvite).map(would -> {
                wouldInvite++;
                return of(line, Outcome.WOULD_INVITE, null);
            });
        }

        private Uni<Line> invite(ImportLine line) {
            return invitations
                    .invite(actor, line.invite(), null)
                    .map(made -> new Line(line.number(), Outcome.INVITED, line.email(), null, made.id(), List.of()));
        }

        /** Many lines would wait for the same time-out, one after the other. */
        private Line failed(ImportLine line, Throwable failure) {
            failed = true;
            boolean passing = FailureKind.isPassing(failure);
            LOG.errorf(
                    "Line %d of an import failed: %s",
                    line.number(), failure.getClass().getName());
            return of(
                    line,
                    Outcome.FAILED,
                    new LineProblem(
                            null,
                            passing ? "temporarily-unavailable" : "internal-error",
                            "This line could not be imported now. Import the file again."));
        }

        private static Line refused(ImportLine line, Problem problem) {
            Outcome outcome =
                    switch (problem.code()) {
                        case "member-exists" -> Outcome.EXISTS;
                        case "invitation-exists" -> Outcome.ALREADY_INVITED;
                        case "unknown-role" -> Outcome.INVALID;
                        default -> Outcome.REFUSED;
                    };
            return switch (outcome) {
                case EXISTS, ALREADY_INVITED -> of(line, outcome, null);
                default -> of(line, outcome, problem(problem));
            };
        }

        private static LineProblem problem(Problem problem) {
            Object names = problem.extensions()
                    .getOrDefault("unknown", problem.extensions().get("role"));
            String field = names == null ? null : Column.ROLES.header();
            return new LineProblem(
                    field, problem.code(), problem.getMessage() + (names == null ? "" : " " + Objects.toString(names)));
        }

        private static Line of(ImportLine line, Outcome outcome, LineProblem problem) {
            return new Line(
                    line.number(), outcome, line.email(), null, null, problem == null ? List.of() : List.of(problem));
        }

        private static Uni<Line> done(Line line) {
            return Uni.createFrom().item(line);
        }
    }
}
