package io.steward.notification.feed;

import io.vertx.sqlclient.Row;

/**
 * A notification at its place in the recipient's feed.
 *
 * @param position grows with every notification of the recipient, in the order of the commits
 */
record FeedEntry(long position, NotificationView notification) {
    static FeedEntry of(Row row) {
        return new FeedEntry(row.getLong("position"), NotificationView.of(row));
    }
}
