package io.steward.identity.login;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.account.PasswordHashing;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.login.LoginFailures.Key;
import io.steward.identity.login.LoginThrottle.Keys;
import io.steward.identity.login.LoginThrottle.Waits;
import io.steward.identity.session.SessionService;
import io.steward.identity.session.SessionService.Origin;
import io.steward.identity.signingkey.MasterKey;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Email and password against the accounts. The answer to a failed login, and the time it takes, tell nothing of what failed. */
@ApplicationScoped
public class LoginService {
    /**
     * One row, whether there is such an account or not: what the attempt has to wait for comes with it. Sessions are asked for the newest
     * first: without an order the planner would rather look through those of all accounts.
     */
    static final String FIND = """
            SELECT u.id, u.password_hash, u.status, u.is_installation_admin,
                   EXISTS (SELECT FROM (SELECT s.last_activity_at FROM user_sessions s
                                         WHERE s.user_id = u.id AND s.ip_address = $2::text::inet ORDER BY s.created_at DESC) AS here
                            WHERE here.last_activity_at > $3) AS known,
                   (SELECT f.waits_until FROM login_failures f WHERE f.key_hash = $4) AS email_waits_until,
                   (SELECT f.waits_until FROM login_failures f WHERE f.key_hash = $5) AS there_waits_until,
                   (SELECT f.waits_until FROM login_failures f WHERE f.key_hash = $6) AS address_waits_until
              FROM (SELECT) AS attempt LEFT JOIN users u ON lower(u.email) = lower($1)
            """;

    private final Tx tx;
    private final PasswordHashing hashing;
    private final AccountPasswords passwords;
    private final SecondStep secondStep;
    private final SessionService sessions;
    private final LoginThrottle throttle;
    private final LoginThrottle.Config throttling;
    private final Clock clock;
    private final MasterKey master;
    private final MeterRegistry meters;

    LoginService(
            Tx tx,
            PasswordHashing hashing,
            AccountPasswords passwords,
            SecondStep secondStep,
            SessionService sessions,
            LoginThrottle throttle,
            LoginThrottle.Config throttling,
            Clock clock,
            MasterKey master,
            MeterRegistry meters) {
        this.tx = tx;
        this.hashing = hashing;
        this.passwords = passwords;
        this.secondStep = secondStep;
        this.sessions = sessions;
        this.throttle = throttle;
        this.throttling = throttling;
        this.clock = clock;
        this.master = master;
        this.meters = meters;
    }

    /** @throws Problem 401 when this is not an active account's email and password; 429 after too many of those, and when too many log in at once */
    public Uni<LoginAnswer> login(Login request, Origin origin, Cause cause) {
        Keys keys = throttle.keys(request.email(), origin.address());
        return attempt(request, keys, origin, cause)
                // Between the proof and the session the password was changed, or another login has upgraded its hash.
                .onItem()
                .ifNull()
                .switchTo(() -> attempt(request, keys, origin, cause))
                .onItem()
                .ifNull()
                .failWith(LoginService::failed)
                .invoke(answer -> count(answer instanceof MfaRequired ? Outcome.MFA_REQUIRED : Outcome.SUCCEEDED));
    }

    /** Null when the password that was proved is not the account's any more. */
    private Uni<LoginAnswer> attempt(Login request, Keys keys, Origin origin, Cause cause) {
        return find(request.email().strip(), origin.address(), keys, cause)
                .invoke(candidate -> throttled(keys, candidate))
                .flatMap(candidate -> hashing.verify(request.password(), candidate.hash())
                        .flatMap(matches -> {
                            if (!matches || !candidate.active()) {
                                count(Outcome.FAILED);
                                return refused(request.email(), candidate, origin, cause)
                                        .flatMap(counted -> Uni.createFrom().failure(failed()));
                            }
                            return hashing.isOutdated(candidate.hash())
                                    ? upgrade(candidate, request.password())
                                            .flatMap(proof -> begin(candidate, proof, origin, cause))
                                    : begin(candidate, origin, cause);
                        }));
    }

    /** For most logins the password is enough: those take the shortest way. */
    private Uni<LoginAnswer> begin(Candidate candidate, Origin origin, Cause cause) {
        return sessions.begin(candidate.id(), candidate.installationAdmin(), candidate.hash(), origin, cause)
                .flatMap(begun -> begun.factorDemanded()
                        ? begin(candidate, confirmation(candidate), origin, cause)
                        : Uni.createFrom()
                                .item(begun.tokens() == null ? null : new LoginAnswer.LoggedIn(begun.tokens())));
    }

    /** A session, or a challenge in its place; null when the proof does not hold any more. */
    private Uni<LoginAnswer> begin(Candidate candidate, Proof proof, Origin origin, Cause cause) {
        AtomicReference<MfaRequired> demanded = new AtomicReference<>();
        Function<Scope, Uni<Boolean>> enough =
                scope -> proof.holds().apply(scope).flatMap(still -> {
                    if (!still) {
                        return Uni.createFrom().item(false);
                    }
                    return secondStep
                            .demanded(scope, candidate.id(), proof.hash())
                            .invoke(demanded::set)
                            .map(Objects::isNull);
                });
        return sessions.begin(candidate.id(), candidate.installationAdmin(), enough, origin, cause)
                .map(tokens -> tokens == null ? demanded.get() : new LoginAnswer.LoggedIn(tokens));
    }

    private Proof confirmation(Candidate candidate) {
        return new Proof(candidate.hash(), scope -> passwords.confirm(scope, candidate.id(), candidate.hash()));
    }

    private Uni<Proof> upgrade(Candidate candidate, String password) {
        return hashing.hash(password)
                .map(better ->
                        new Proof(better, scope -> passwords.upgrade(scope, candidate.id(), candidate.hash(), better)));
    }

    private void throttled(Keys keys, Candidate candidate) {
        try {
            throttle.check(keys, candidate.waits(), candidate.knownHere());
        } catch (Problem throttled) {
            count(Outcome.THROTTLED);
            throw throttled;
        }
    }

    private void count(Outcome outcome) {
        meters.counter("steward.identity.login", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    private Uni<Candidate> find(String email, String address, Keys keys, Cause cause) {
        var lately = clock.instant().minus(throttling.knownFor()).atOffset(ZoneOffset.UTC);
        return tx.readPipelined(
                        Actor.system(Ids.NIL, cause),
                        FIND,
                        email,
                        address,
                        lately,
                        hash(keys.email()),
                        hash(keys.there()),
                        hash(keys.address()))
                .map(rows -> Candidate.of(rows.iterator().next()));
    }

    private static Buffer hash(Key key) {
        return key == null ? null : key.hash();
    }

    /**
     * Counted, and told in the installation's log, whosever account it may be: a look for its organization, or a wait for that one's other entries,
     * would take a time that tells. The email that was typed, which may be anything, is there as a mark alone.
     */
    private Uni<Void> refused(String email, Candidate candidate, Origin origin, Cause cause) {
        String mark = master.mark("audit email " + email.strip().toLowerCase(Locale.ROOT));
        String reason = candidate.id() == null ? "no-account" : candidate.active() ? "password" : "not-active";
        return tx.write(Actor.system(Ids.NIL, cause), scope -> {
            throttle.failed(scope, email, origin.address(), candidate.knownHere());
            Audit.record(
                    scope,
                    AuditEntry.of("login.failed", "account", candidate.id())
                            .after(Map.of("emailMark", mark, "reason", reason)));
            return Uni.createFrom().voidItem();
        });
    }

    private static Problem failed() {
        return Problem.of(401, "login-failed", "Login failed", "Email or password is wrong.");
    }

    private enum Outcome {
        SUCCEEDED,
        MFA_REQUIRED,
        FAILED,
        THROTTLED
    }

    /** @param hash what the account has while this holds */
    private record Proof(String hash, Function<Scope, Uni<Boolean>> holds) {}

    /**
     * Who it may be, until the password has proved it; without a hash nothing ever does.
     *
     * @param id null for nobody
     * @param knownHere whether the account was used from the client's address lately
     */
    private record Candidate(
            UUID id, String hash, boolean active, boolean installationAdmin, boolean knownHere, Waits waits) {
        static Candidate of(Row row) {
            return new Candidate(
                    row.getUUID("id"),
                    row.getString("password_hash"),
                    "ACTIVE".equals(row.getString("status")),
                    Boolean.TRUE.equals(row.getBoolean("is_installation_admin")),
                    row.getBoolean("known"),
                    new Waits(
                            instant(row, "email_waits_until"),
                            instant(row, "there_waits_until"),
                            instant(row, "address_waits_until")));
        }

        private static Instant instant(Row row, String column) {
            OffsetDateTime at = row.getOffsetDateTime(column);
            return at == null ? null : at.toInstant();
        }
    }
}
