package io.steward.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What happened to organizations, their members and their teams. */
public sealed interface IdentityEvent extends DomainEvent {

    @EventType("steward.identity.organization_created.v1")
    @Description("An organization was made; it is the tenant of everything that belongs to it.")
    record OrganizationCreated(UUID organizationId, String name, String slug, Instant createdAt)
            implements IdentityEvent {
        @Override
        public UUID aggregateId() {
            return organizationId;
        }
    }

    @EventType("steward.identity.organization_updated.v1")
    @Description("An organization was renamed or described otherwise; the values are those after the change.")
    record OrganizationUpdated(
            UUID organizationId,
            String name,
            String slug,
            Instant changedAt,
            @Nullable UUID defaultTeamId) implements IdentityEvent {
        /** Of an organization without a default team. */
        public OrganizationUpdated(UUID organizationId, String name, String slug, Instant changedAt) {
            this(organizationId, name, slug, changedAt, null);
        }

        @Override
        public UUID aggregateId() {
            return organizationId;
        }
    }

    /** Travels on a topic of its own, see {@link MemberEvent}. */
    @EventType("steward.identity.member_saved.v1")
    @Description(
            "An account became a member of the organization, or its membership changed; the values are those after the change.")
    record MemberSaved(
            UUID userId,
            UUID organizationId,
            String username,
            String displayName,
            String email,
            String language,
            List<String> roles,
            boolean active,
            Instant savedAt,
            @Nullable Boolean notificationsEnabled,
            @Nullable List<String> ticketPermissions)
            implements MemberEvent {
        /** Who is to work on a ticket has to see it and to move it. */
        private static final List<String> NEEDED_TO_WORK = List.of("ticket:read", "ticket:read-all", "ticket:transition");

        /** Of somebody whose settings are not told. */
        public MemberSaved(
                UUID userId,
                UUID organizationId,
                String username,
                String displayName,
                String email,
                String language,
                List<String> roles,
                boolean active,
                Instant savedAt) {
            this(userId, organizationId, username, displayName, email, language, roles, active, savedAt, null, null);
        }

        /** Whether the member may be a ticket's assignee; null when nothing is said of its permissions. */
        public Boolean worksOnTickets() {
            return ticketPermissions == null ? null : active && ticketPermissions.containsAll(NEEDED_TO_WORK);
        }
    }

    @EventType("steward.identity.team_created.v1")
    @Description("A team was made.")
    record TeamCreated(UUID teamId, String name, Instant createdAt) implements IdentityEvent {
        @Override
        public UUID aggregateId() {
            return teamId;
        }
    }

    @EventType("steward.identity.team_member_added.v1")
    @Description("A member of the organization joined a team, or changed role in it.")
    record TeamMemberAdded(UUID teamId, UUID userId, String role, Instant addedAt) implements IdentityEvent {
        @Override
        public UUID aggregateId() {
            return teamId;
        }
    }

    @EventType("steward.identity.team_updated.v1")
    @Description("A team was renamed.")
    record TeamUpdated(UUID teamId, String name, Instant changedAt) implements IdentityEvent {
        @Override
        public UUID aggregateId() {
            return teamId;
        }
    }

    @EventType("steward.identity.team_member_removed.v1")
    @Description("Somebody left a team, or the organization and so its team.")
    record TeamMemberRemoved(UUID teamId, UUID userId, Instant removedAt) implements IdentityEvent {
        @Override
        public UUID aggregateId() {
            return teamId;
        }
    }

    @EventType("steward.identity.account_deletion_requested.v1")
    @Description("Somebody wants an account to be deleted; nothing new may begin for it until the outcome is told.")
    record AccountDeletionRequested(UUID userId, UUID organizationId, UUID deletionId, Instant requestedAt)
            implements IdentityEvent {
        @Override
        public UUID aggregateId() {
            return userId;
        }
    }

    @EventType("steward.identity.account_deletion_cancelled.v1")
    @Description("An account is not deleted after all and goes on as before.")
    record AccountDeletionCancelled(UUID userId, UUID organizationId, UUID deletionId, Instant cancelledAt)
            implements IdentityEvent {
        @Override
        public UUID aggregateId() {
            return userId;
        }
    }

    @EventType("steward.identity.account_erased.v1")
    @Description(
            "An account was erased: whoever has personal data of it removes them; what refers to it goes on under the pseudonym.")
    record AccountErased(UUID userId, UUID organizationId, String pseudonym, Instant erasedAt)
            implements IdentityEvent {
        @Override
        public UUID aggregateId() {
            return userId;
        }
    }
}
