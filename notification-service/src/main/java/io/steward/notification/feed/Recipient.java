package io.steward.notification.feed;

import java.util.UUID;

/** Whose feed it is: an account in one of its organizations. */
record Recipient(UUID tenantId, UUID userId) {}
