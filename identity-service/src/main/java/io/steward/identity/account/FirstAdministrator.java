package io.steward.identity.account;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Makes the installation's administrator at the first start, from the settings; later starts change nothing. Whoever runs the installation
 * vouches for its address: it counts as proved.
 */
@ApplicationScoped
class FirstAdministrator {
    private static final Logger LOG = Logger.getLogger(FirstAdministrator.class);
    private static final Duration START = Duration.ofSeconds(30);
    private static final String EXISTS = "SELECT 1 FROM users WHERE is_installation_admin LIMIT 1";
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('steward.first-administrator', 0))";
    private static final String INSERT = """
            INSERT INTO users (id, email, email_verified, username, display_name, password_hash, password_changed_at, status,
                               is_installation_admin, created_at, updated_at)
            SELECT $1::uuid, $2, true, $3, 'Administrator', $4, $5::timestamptz, 'ACTIVE', true, $5, $5
             WHERE NOT EXISTS (SELECT FROM users WHERE is_installation_admin)
            ON CONFLICT DO NOTHING
            """;

    /** The administrator that the first start makes. */
    @ConfigMapping(prefix = "steward.admin")
    interface Config {
        Optional<String> email();

        /** Read at the first start alone, never logged. */
        Optional<String> password();
    }

    private final Tx tx;
    private final PasswordHashing hashing;
    private final PasswordPolicy passwords;
    private final Config config;

    FirstAdministrator(Tx tx, PasswordHashing hashing, PasswordPolicy passwords, Config config) {
        this.tx = tx;
        this.hashing = hashing;
        this.passwords = passwords;
        this.config = config;
    }

    /** The main thread waits, before there is an event loop to hold up. */
    void start(@Observes @Priority(200) StartupEvent event) {
        tx.read(actor(), EXISTS)
                .flatMap(found -> found.size() > 0 ? Uni.createFrom().voidItem() : create())
                .ifNoItem()
                .after(START)
                .fail()
                .subscribeAsCompletionStage()
                .join();
    }

    private Uni<Void> create() {
        String email = config.email().map(String::strip).orElse("");
        String password = config.password().orElse("");
        if (email.isEmpty() || password.isEmpty()) {
            LOG.warn("There is no administrator of the installation. Set STEWARD_ADMIN_EMAIL and STEWARD_ADMIN_PASSWORD"
                    + " and start again: the first start with both makes one.");
            return Uni.createFrom().voidItem();
        }
        try {
            passwords.check(password, "password", OwnNames.of(email));
        } catch (Problem unfit) {
            throw new IllegalStateException("STEWARD_ADMIN_PASSWORD: " + unfit.getMessage());
        }
        return hashing.hash(password).flatMap(hash -> insert(email, hash));
    }

    private Uni<Void> insert(String email, String hash) {
        UUID id = Ids.next();
        return tx.write(actor(), scope -> scope.query(LOCK)
                        .chain(() -> scope.query(
                                INSERT, id, email, "admin", hash, scope.now().atOffset(ZoneOffset.UTC)))
                        .invoke(made -> audit(scope, id, made.rowCount()))
                        .flatMap(made -> scope.query(EXISTS).invoke(found -> tell(made.rowCount(), found.size()))))
                .replaceWithVoid();
    }

    private static void audit(Scope scope, UUID id, int made) {
        if (made > 0) {
            Audit.record(
                    scope,
                    AuditEntry.of("account.created", "account", id)
                            .after(Map.of("status", AccountStatus.ACTIVE, "installationAdmin", true)));
        }
    }

    private static void tell(int made, int found) {
        if (made > 0) {
            LOG.info("The installation's administrator was made from STEWARD_ADMIN_EMAIL");
        } else if (found == 0) {
            LOG.warn("There is still no administrator of the installation: STEWARD_ADMIN_EMAIL, or the username admin,"
                    + " is that of an account which is none. Set another address, or rename that account.");
        }
    }

    private static Actor actor() {
        return Actor.system(Ids.NIL, Cause.rule("first-administrator", Ids.next()));
    }
}
