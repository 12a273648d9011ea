package io.steward.identity.gitconnection;

import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Encrypts tokens (AES-256-GCM by Tink), each bound to its row and owner: moved to another row it is worth nothing. */
@Singleton
class GitTokens {
    /** A token as the database has it. */
    record Encrypted(UUID id, UUID userId, byte[] token, long keyId) {
        @Override
        public String toString() {
            return "Encrypted[" + id + "]";
        }
    }

    private final GitKeysetFile file;
    private final Vertx vertx;

    GitTokens(GitKeysetFile file, Vertx vertx) {
        this.file = file;
        this.vertx = vertx;
    }

    /** @throws Problem 503 without keys */
    Uni<Encrypted> encrypt(UUID id, UUID userId, String token) {
        return onWorker(() -> {
            GitKeyset keyset = file.current()
                    .orElseThrow(() -> Problem.of(
                            503,
                            "git-connections-off",
                            "Not available",
                            "This installation has no key to keep tokens by. Ask whoever runs it."));
            return encrypt(keyset, id, userId, token.getBytes(StandardCharsets.UTF_8));
        });
    }

    /** The key that encrypts now; empty for none. */
    Uni<Optional<Long>> primaryKey() {
        return onWorker(() -> file.current().map(GitKeyset::primary));
    }

    /** The same tokens by the key that encrypts now. What cannot be decrypted, or is by that key already, is absent. */
    Uni<List<Encrypted>> renew(List<Encrypted> old) {
        return onWorker(() -> {
            Optional<GitKeyset> keyset = file.current();
            return keyset.isEmpty()
                    ? List.of()
                    : old.stream()
                            .filter(row -> row.keyId() != keyset.get().primary())
                            .flatMap(row -> decrypt(keyset.get(), row)
                                    .map(plain -> encrypt(keyset.get(), row.id(), row.userId(), plain))
                                    .stream())
                            .toList();
        });
    }

    private static Encrypted encrypt(GitKeyset keyset, UUID id, UUID userId, byte[] token) {
        try {
            return new Encrypted(id, userId, keyset.aead().encrypt(token, context(id, userId)), keyset.primary());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Encryption failed", e);
        }
    }

    private static Optional<byte[]> decrypt(GitKeyset keyset, Encrypted row) {
        try {
            return Optional.of(keyset.aead().decrypt(row.token(), context(row.id(), row.userId())));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static byte[] context(UUID id, UUID userId) {
        return ("git-connection " + id + " of " + userId).getBytes(StandardCharsets.UTF_8);
    }

    private <T> Uni<T> onWorker(java.util.concurrent.Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
    }
}
