package io.steward.identity.notice;

import io.smallrye.mutiny.Uni;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.UUID;

/** What an account's owner must hear of, as other features say it: in the transaction of what they do, so that neither is without the other. */
@ApplicationScoped
public class Notices {
    private static final int DEVICE = 255;
    private static final String INSERT = """
            INSERT INTO security_notices (id, user_id, kind, email, device, client_address, occurred_at, next_attempt_at)
            VALUES ($1, $2, $3, $4, $5, $6::text::inet, $7, $7)
            """;

    private final NoticeWorker worker;

    Notices(NoticeWorker worker) {
        this.worker = worker;
    }

    /**
     * Tells the owner by mail, at the address that the account has then. Where it was done from is the transaction's.
     *
     * @param device what the client says of itself; null when it is not known
     */
    public Uni<Void> tell(Scope scope, UUID userId, NoticeKind kind, String device) {
        return tell(scope, userId, kind, device, null);
    }

    /** @param email the address to write to, such as one that is the account's no longer; null for the account's */
    public Uni<Void> tell(Scope scope, UUID userId, NoticeKind kind, String device, String email) {
        scope.afterCommit(worker::wake);
        return scope.query(
                        INSERT,
                        Ids.next(),
                        userId,
                        kind.name(),
                        email,
                        beginning(device),
                        scope.actor().cause().clientAddress(),
                        scope.now().atOffset(ZoneOffset.UTC))
                .replaceWithVoid();
    }

    private static String beginning(String device) {
        return device == null || device.codePointCount(0, device.length()) <= DEVICE
                ? device
                : device.substring(0, device.offsetByCodePoints(0, DEVICE));
    }
}
