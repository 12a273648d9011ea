package io.steward.identity.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A person's account in the installation; what it may do is said per organization, by its {@link Membership}s' roles. */
@Entity
@Table(name = "users")
public class Account {
    @Id
    UUID id;

    String email;
    String username;

    @Column(name = "display_name")
    String displayName;

    /** Changed by {@link AccountPasswords} alone: an entity that was read before a change must not undo it. */
    @Column(name = "password_hash", updatable = false)
    String passwordHash;

    @Column(name = "password_changed_at", updatable = false)
    Instant passwordChangedAt;

    /** Changed by what proves or replaces the address alone. */
    @Column(name = "email_verified", updatable = false)
    boolean emailVerified;

    String language;

    /** Changed by its owner's settings alone, as is the theme, which is of interest to nobody else. */
    @Column(name = "notifications_enabled", updatable = false)
    boolean notificationsEnabled;

    @Enumerated(EnumType.STRING)
    AccountStatus status;

    @Column(name = "is_installation_admin", updatable = false)
    boolean installationAdmin;

    long version;

    @Column(name = "event_sequence")
    long eventSequence;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    protected Account() {}

    Account(UUID id, CreateAccount request, String passwordHash, Instant now) {
        this.id = id;
        this.email = request.email().strip();
        this.username = request.username();
        this.displayName = request.displayName().strip();
        this.passwordHash = passwordHash;
        this.passwordChangedAt = now;
        this.language = "en";
        this.notificationsEnabled = true;
        this.status = AccountStatus.ACTIVE;
        this.version = 1;
        this.createdAt = now;
        this.updatedAt = now;
    }

    void changed(Instant now) {
        version++;
        updatedAt = now;
    }

    /** The sequence of the event that is about to be told of this account. */
    long nextEvent() {
        return ++eventSequence;
    }
}
