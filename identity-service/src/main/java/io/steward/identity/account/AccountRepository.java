package io.steward.identity.account;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Locale;
import java.util.UUID;

/** Accounts of the installation: whoever reads them for an organization goes by its members. */
@ApplicationScoped
class AccountRepository implements PanacheRepositoryBase<Account, UUID> {

    /** Held against every other change until the transaction ends; null when there is none. */
    Uni<Account> lock(UUID id) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE);
    }

    Uni<Boolean> hasEmail(String email) {
        return count("lower(email) = ?1", email.strip().toLowerCase(Locale.ROOT))
                .map(found -> found > 0);
    }

    Uni<Boolean> hasUsername(String username) {
        return count("lower(username) = ?1", username.toLowerCase(Locale.ROOT)).map(found -> found > 0);
    }
}
