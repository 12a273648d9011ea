package io.steward.identity.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A member of an organization as clients see it. */
public record AccountView(
        UUID id,
        String email,
        boolean emailVerified,
        String username,
        String displayName,
        String language,
        AccountStatus status,
        boolean active,
        List<String> roles,
        Instant createdAt,
        Instant joinedAt,
        long version) {

    static AccountView of(MemberRepository.Member member, List<String> roles) {
        Account account = member.account();
        return new AccountView(
                account.id,
                account.email,
                account.emailVerified,
                account.username,
                account.displayName,
                account.language,
                account.status,
                member.membership().active && account.status == AccountStatus.ACTIVE,
                roles,
                account.createdAt,
                member.membership().joinedAt,
                account.version);
    }
}
