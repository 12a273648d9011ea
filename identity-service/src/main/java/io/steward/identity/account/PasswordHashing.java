package io.steward.identity.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Hashes and verifies passwords on threads of its own, which yield to all else. What waits is bounded: beyond it a request is refused at
 * once, so that a flood of logins makes logins slow and nothing else. Nor does all else keep logins out: what has yielded for long is
 * done on threads that don't.
 */
@ApplicationScoped
public class PasswordHashing {
    /** Hashing passwords. */
    @ConfigMapping(prefix = "steward.password-hashing")
    public interface Config {
        /** Each takes about 30 ms of one CPU and 19 MiB per password. */
        @WithDefault("2")
        int threads();

        /** How many may wait; more are refused with 429. */
        @WithDefault("64")
        int queue();

        /** While passwords wait for a thread, so many results come back together. 1 for each by itself. */
        @WithDefault("3")
        int together();

        /** After how long a password does not yield any more. Longer than a full queue takes. */
        @WithDefault("1s")
        Duration patience();
    }

    private static final Logger LOG = Logger.getLogger(PasswordHashing.class);

    private final Vertx vertx;
    private final WorkerExecutor yielding;
    private final WorkerExecutor hurried;
    private final HandBack handBack;
    /** What the yielding threads still have to do. */
    private final AtomicInteger unfinished = new AtomicInteger();

    private final long patience;
    private final int threads;
    private final int places;
    private final AtomicInteger taken = new AtomicInteger();
    private final SecureRandom random = new SecureRandom();
    private final Argon2Hash decoy;

    PasswordHashing(Vertx vertx, Config config) {
        this.vertx = vertx;
        yielding = vertx.createSharedWorkerExecutor("password-hashing", config.threads());
        hurried = vertx.createSharedWorkerExecutor("hurried-hashing", config.threads());
        handBack = new HandBack(config.together());
        patience = config.patience().toMillis();
        threads = config.threads();
        places = config.threads() + config.queue();
        decoy = Argon2Hash.hash("the password of nobody", salt());
    }

    public Uni<String> hash(String password) {
        byte[] salt = salt();
        return run(() -> Argon2Hash.hash(password, salt).encoded());
    }

    /** @param hash null where there is no account: or no hash of a known form and cost: verifying then takes as long and fails */
    public Uni<Boolean> verify(String password, String hash) {
        return run(() -> {
                    if (hash != null && Bcrypt.isOne(hash)) {
                        return new Bcrypt(hash).matches(password);
                    }
                    boolean matches = (hash == null ? decoy : Argon2Hash.parse(hash)).matches(password);
                    return matches && hash != null;
                })
                .onFailure(IllegalArgumentException.class)
                .recoverWithUni(unusable -> {
                    LOG.warnf(
                            "A stored password hash is of no use, its account cannot log in: %s",
                            unusable.getMessage());
                    return verify(password, null);
                });
    }

    /** Whether a hash that a password has matched should be replaced by a new one of the same password. */
    public boolean isOutdated(String hash) {
        return Bcrypt.isOne(hash);
    }

    private <T> Uni<T> run(Callable<T> work) {
        return Uni.createFrom().deferred(() -> {
            if (taken.incrementAndGet() > places) {
                taken.decrementAndGet();
                throw Problem.tooManyRequests("too-busy", "Too many logins at once. Try again.", 1);
            }
            Promise<T> first = Promise.promise();
            Context caller = vertx.getOrCreateContext();
            long timer = vertx.setTimer(
                    patience,
                    late -> hurried.executeBlocking(
                            () -> {
                                outcome(first, work).ifPresent(tell -> tell(caller, tell));
                                return null;
                            },
                            false));
            unfinished.incrementAndGet();
            yielding.executeBlocking(
                    () -> {
                        IdleScheduling.ensure();
                        Optional<Runnable> tell = outcome(first, work);
                        boolean othersWait = unfinished.decrementAndGet() >= threads;
                        handBack.add(() -> tell.ifPresent(it -> tell(caller, it)), othersWait);
                        return null;
                    },
                    false);
            return Uni.createFrom()
                    .completionStage(first.future()
                            .onComplete(done -> {
                                vertx.cancelTimer(timer);
                                taken.decrementAndGet();
                            })
                            .toCompletionStage());
        });
    }

    /** Does the work and gives what tells of it; nothing where all is done already. Both may do it: the second telling is of no effect. */
    private static <T> Optional<Runnable> outcome(Promise<T> first, Callable<T> work) {
        if (first.future().isComplete()) {
            return Optional.empty();
        }
        try {
            T result = work.call();
            return Optional.of(() -> first.tryComplete(result));
        } catch (Throwable failure) {
            return Optional.of(() -> first.tryFail(failure));
        }
    }

    private static void tell(Context caller, Runnable outcome) {
        caller.runOnContext(ignored -> outcome.run());
    }

    /** On the caller's thread: all of the process draws its random numbers under one lock, which who yields must not hold. */
    private byte[] salt() {
        byte[] salt = new byte[Argon2Hash.SALT];
        random.nextBytes(salt);
        return salt;
    }
}
