package io.steward.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * What a membership is now. The only events with a name and an address, so they have a topic of their own that keeps the last one of
 * each membership alone: an erasure writes one without personal data over it.
 */
public sealed interface MemberEvent extends DomainEvent permits IdentityEvent.MemberSaved, MemberEvent.MemberErased {
    UUID userId();

    UUID organizationId();

    @Override
    default UUID aggregateId() {
        return keyOf(organizationId(), userId());
    }

    /** A membership's key: a UUID of version 5 (RFC 9562), of the account's id in the organization's name space. */
    static UUID keyOf(UUID organizationId, UUID userId) {
        byte[] space = ByteBuffer.allocate(16)
                .putLong(organizationId.getMostSignificantBits())
                .putLong(organizationId.getLeastSignificantBits())
                .array();
        ByteBuffer name = ByteBuffer.wrap(sha1(space, userId.toString().getBytes(UTF_8)));
        long high = name.getLong() & ~0xF000L | 0x5000L;
        long low = name.getLong() & ~(0b11L << 62) | 0b10L << 62;
        return new UUID(high, low);
    }

    private static byte[] sha1(byte[] space, byte[] name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(space);
            return digest.digest(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @EventType("steward.identity.member_erased.v1")
    @Description("The account of a membership was erased; this record is there to let go of those before it.")
    record MemberErased(UUID userId, UUID organizationId, Instant erasedAt) implements MemberEvent {}
}
