package io.steward.identity.letter;

import io.smallrye.mutiny.Uni;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Where other features hand in their letters, inside their transaction: none goes out without its commit. */
@ApplicationScoped
public class Post {
    private final Letters letters;
    private final LetterWorker worker;

    Post(Letters letters, LetterWorker worker) {
        this.letters = letters;
        this.worker = worker;
    }

    /** A letter about what belongs to no organization. */
    public Uni<Void> send(Scope scope, LetterKind kind, UUID subject) {
        return send(scope, kind, subject, Ids.NIL, null);
    }

    /** The same to an address that the subject does not know. */
    public Uni<Void> send(Scope scope, LetterKind kind, UUID subject, String address) {
        return send(scope, kind, subject, Ids.NIL, address);
    }

    /** A letter about what belongs to the organization acted in. */
    public Uni<Void> sendHere(Scope scope, LetterKind kind, UUID subject) {
        return send(scope, kind, subject, scope.actor().tenantId(), null);
    }

    private Uni<Void> send(Scope scope, LetterKind kind, UUID subject, UUID organization, String address) {
        scope.afterCommit(worker::wake);
        return letters.insert(scope, kind, subject, organization, address);
    }
}
