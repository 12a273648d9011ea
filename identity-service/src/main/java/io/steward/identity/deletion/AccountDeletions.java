package io.steward.identity.deletion;

import io.smallrye.mutiny.Uni;
import io.steward.events.PersonEvent.PersonChecked;
import io.steward.identity.account.MemberEvents;
import io.steward.identity.deletion.DeletionQueries.Candidate;
import io.steward.identity.deletion.DeletionQueries.Standing;
import io.steward.identity.role.Administrators;
import io.steward.identity.role.Permissions;
import io.steward.identity.session.EndReason;
import io.steward.identity.session.SessionService;
import io.steward.identity.wayin.WaysIn;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Deletes accounts, in a conversation with the ticket service: the account is DELETING while its organizations are asked for its open
 * tickets. With none it is erased, else it is again what it was.
 */
@ApplicationScoped
public class AccountDeletions {
    private static final class StillPending extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StillPending() {
            super("still pending", null, false, false);
        }
    }

    private final Tx tx;
    private final DeletionQueries queries;
    private final DeletionEvents events;
    private final SessionService sessions;
    private final WaysIn waysIn;
    private final DeletionConfig config;

    AccountDeletions(
            Tx tx,
            DeletionQueries queries,
            DeletionEvents events,
            SessionService sessions,
            WaysIn waysIn,
            DeletionConfig config) {
        this.tx = tx;
        this.queries = queries;
        this.events = events;
        this.sessions = sessions;
        this.waysIn = waysIn;
        this.config = config;
    }

    /**
     * Deletes a member of the actor's organization, or goes on waiting for a deletion that is under way; who has not answered it is
     * asked again.
     *
     * @return what became of it in the time that a request waits; PENDING when that is open
     * @throws Problem 404 when it neither is a member nor was one until it was erased; 403 when it may do more than the actor; 409 for
     *     one that he may not delete, and for one with open tickets
     */
    public Uni<DeletionView> delete(Actor actor, UUID account) {
        return tx.writeMany(outside(actor), scope -> request(scope, actor, account))
                .chain(() -> outcome(actor, account))
                .invoke(found -> {
                    if (found.state() == DeletionState.REFUSED) {
                        throw DeletionGuard.openTickets(found.openTickets());
                    }
                });
    }

    private Uni<Void> request(Scope scope, Actor actor, UUID account) {
        var locked = queries.hold(scope, account);
        var known = queries.candidate(scope, account, actor.tenantId());
        return locked.chain(() -> known).flatMap(found -> {
            if (found.isEmpty()) {
                // It may have been erased: then there is an outcome to find.
                return Uni.createFrom().voidItem();
            }
            Candidate candidate = found.get();
            DeletionGuard.check(actor, account, candidate);
            return candidate.isDeleting() ? askAgain(scope, account) : begin(scope, account, candidate);
        });
    }

    private Uni<Void> begin(Scope scope, UUID account, Candidate candidate) {
        UUID deletion = Ids.next();
        return Administrators.requireAnother(scope, account, null)
                .chain(() -> queries.begin(scope, deletion, account, candidate.status()))
                .call(asked -> events.requested(scope, deletion, account, asked))
                .invoke(asked -> DeletionEvents.audit(scope, "account.deletion-requested", deletion, account, asked))
                .chain(() -> sessions.endAll(scope, account, null, EndReason.ACCOUNT_DELETED));
    }

    private Uni<Void> askAgain(Scope scope, UUID account) {
        return queries.pending(scope, account).flatMap(deletion -> queries.joined(scope, deletion, account)
                .chain(() -> queries.unanswered(scope, deletion))
                .flatMap(silent -> events.requested(scope, deletion, account, silent)));
    }

    /** Looks until it is decided or the patience is over; holds nothing in between. */
    private Uni<DeletionView> outcome(Actor actor, UUID account) {
        return Uni.createFrom()
                .deferred(() -> latest(actor, account))
                .invoke(found -> {
                    if (found.state() == DeletionState.PENDING) {
                        throw new StillPending();
                    }
                })
                .onFailure(StillPending.class)
                .retry()
                .withBackOff(config.poll(), config.poll())
                .withJitter(0)
                .atMost(Math.max(1, config.patience().dividedBy(config.poll())))
                .onFailure(failure -> failure instanceof StillPending || failure.getCause() instanceof StillPending)
                .recoverWithItem(new DeletionView(DeletionState.PENDING, null));
    }

    /**
     * How the last deletion of an account of the organization stands.
     *
     * @throws Problem 404 when there was none
     */
    public Uni<DeletionView> latest(Actor actor, UUID account) {
        return tx.read(
                        outside(actor),
                        DeletionQueries.LATEST,
                        account,
                        actor.tenantId(),
                        actor.may(Permissions.INSTALLATION_ADMIN))
                .map(rows -> DeletionQueries.first(rows)
                        .map(row -> new DeletionView(
                                DeletionState.valueOf(row.getString("state")), row.getLong("open_tickets")))
                        .orElseThrow(Problem::notFound));
    }

    /** An organization has answered. The last answer decides. */
    Uni<Void> answered(Scope scope, PersonChecked answer) {
        UUID account = answer.userId();
        UUID deletion = answer.deletionId();
        var locked = queries.lock(scope, account);
        var taken = queries.answer(scope, answer);
        return locked.chain(() -> taken)
                .flatMap(awaited -> awaited
                        ? queries.joined(scope, deletion, account)
                                .flatMap(joined -> events.requested(scope, deletion, account, joined))
                                .chain(() -> queries.standing(scope, deletion))
                                .flatMap(standing -> decide(scope, deletion, standing))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> decide(Scope scope, UUID deletion, Standing standing) {
        if (standing.unanswered() > 0) {
            return Uni.createFrom().voidItem();
        }
        return standing.openTickets() > 0 ? refuse(scope, deletion, standing) : erase(scope, deletion, standing);
    }

    private Uni<Void> refuse(Scope scope, UUID deletion, Standing standing) {
        UUID account = standing.userId();
        DeletionEvents.audit(scope, "account.deletion-refused", deletion, account, standing.organizations());
        return queries.refuse(scope, deletion)
                .chain(() -> events.cancelled(scope, deletion, account, standing.organizations()))
                // Whatever told of it meanwhile said that it is active nowhere.
                .chain(() -> MemberEvents.tellAll(scope, account));
    }

    private Uni<Void> erase(Scope scope, UUID deletion, Standing standing) {
        UUID account = standing.userId();
        String pseudonym = "Deleted user " + account.toString().substring(28);
        DeletionEvents.audit(scope, "account.erased", deletion, account, standing.organizations());
        return waysIn.erased(scope, account)
                .chain(() -> queries.erase(scope, deletion, account, pseudonym, config.retellAfter()))
                .chain(() -> events.erased(scope, account, pseudonym, standing.organizations()));
    }

    /** An account belongs to no organization, nor does what is done to it. */
    private static Actor outside(Actor actor) {
        return new Actor(actor.accountId(), Ids.NIL, actor.permissions(), actor.cause());
    }
}
