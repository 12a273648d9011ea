package io.steward.events;

import static java.util.Map.entry;

import java.util.Map;

/** What a component's name means; the same name means the same in every event. */
final class Glossary {
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            entry("acknowledgedAt", "When it was acknowledged."),
            entry("acknowledgedBy", "The account that acknowledged."),
            entry("active", "Whether the membership is active; an inactive member cannot act in the organization."),
            entry("actorId", "The account that did it; absent when a rule or another service did."),
            entry("addedAt", "When the member joined or changed role."),
            entry("apiKeyId", "The API key; the key of the event."),
            entry("articleId", "The article; the key of the event."),
            entry("articleVersion", "The version of the article whose text was published."),
            entry("assigneeId", "The account that the ticket is assigned to; absent when nobody is."),
            entry("auditDigest", "The SHA-256 of the last entry, in hexadecimal; it depends on every entry before."),
            entry("auditSequence", "The number of the last entry; an organization's entries are numbered from 1."),
            entry("authorId", "The account that wrote it."),
            entry("breachedAt", "When the clock ran out."),
            entry("byAgent", "Whether its author works on tickets, rather than having asked for this one."),
            entry("category", "The category of the ticket, as the organization names it."),
            entry("changedAt", "When it changed."),
            entry("changedFields", "The properties of the ticket that changed."),
            entry("channel", "The channel: IN_APP or EMAIL; more may come."),
            entry("clock", "The clock: RESPONSE or RESOLUTION."),
            entry("commentId", "The comment."),
            entry("commentedAt", "When the comment was added."),
            entry("createdAt", "When it was made."),
            entry(
                    "defaultTeamId",
                    "The team that is told of tickets without a team; absent when the organization has none."),
            entry("deliveredAt", "When the channel took the message."),
            entry("deliveryId", "The delivery: one per recipient and channel."),
            entry("displayName", "The name to show for the member."),
            entry("draftedAt", "When the article was drafted."),
            entry("dueAt", "When the clock runs out or ran out."),
            entry("email", "The address for mail to the member."),
            entry("escalatedTo", "The accounts that are called; empty when nobody holds the target."),
            entry("escalationId", "The escalation."),
            entry("excerpt", "The beginning of the public comment."),
            entry(
                    "expiresAt",
                    "When no access token of the session can live any longer, so that a reader may forget it."),
            entry("failedAt", "When the delivery was given up."),
            entry("language", "The member's language, an IETF tag such as en."),
            entry("level", "The level of the escalation, from 1."),
            entry("newAssigneeId", "The account that the ticket is assigned to now; absent when it was given back."),
            entry("newPriority", "The priority now: P1 (critical) to P4 (low)."),
            entry("newStatus", "The status now."),
            entry("notificationId", "The notification; the key of the event."),
            entry("notificationType", "What the notification is about; new types may come."),
            entry(
                    "notificationsEnabled",
                    "Whether the member wants mail about what happens; absent when nothing is said of it."),
            entry("number", "The ticket's number for people, such as INC-000042."),
            entry("oldAssigneeId", "The account that the ticket was assigned to before; absent when nobody was."),
            entry("oldPriority", "The priority before: P1 (critical) to P4 (low)."),
            entry("oldStatus", "The status before."),
            entry("organizationId", "The organization."),
            entry("outcome", "MET when the clock stopped in time, else BREACHED."),
            entry("policyId", "The SLA policy that the due dates come from."),
            entry("policyVersion", "The version of that policy."),
            entry("priority", "The priority: P1 (critical) to P4 (low)."),
            entry("publishedAt", "When the text was published."),
            entry("raisedAt", "When it was raised."),
            entry("readAt", "When Steward looked."),
            entry("reason", "Why the channel refused, in a few words; names no address."),
            entry("recipientId", "The account that is notified."),
            entry("removedAt", "When the account left the team."),
            entry("requesterId", "The account that asked for the ticket."),
            entry("resolutionDueAt", "When the ticket is to be resolved; absent while the clock is paused."),
            entry(
                    "responseDueAt",
                    "When the first public answer is due; absent while the clock is paused or has stopped."),
            entry("revokedAt", "When the session ended."),
            entry("role", "The role in the team: LEAD or MEMBER."),
            entry("roles", "The names of the member's roles in the organization."),
            entry("savedAt", "When the membership was saved."),
            entry("sessionId", "The session; the key of the event."),
            entry("setAt", "When the due dates were set."),
            entry("slaBreach", "Whether the cause is a clock that ran out."),
            entry("slug", "The organization's name for URLs."),
            entry("status", "The status of the ticket; organizations may use other workflows, so expect new names."),
            entry("stoppedAt", "When the clock stopped."),
            entry("tags", "The tags of the article, in order of the alphabet."),
            entry("target", "Who is called: team_lead, manager, admin, or the id of an account."),
            entry("teamId", "The team."),
            entry("thresholdPercent", "The share of the target that has passed, in percent."),
            entry("ticketId", "The ticket."),
            entry(
                    "ticketPermissions",
                    "What the member's roles allow on tickets, such as ticket:read-all; absent when nothing is said of it."),
            entry("ticketType", "incident, service_request, problem or change."),
            entry("title", "The title, as people wrote it."),
            entry("cancelledAt", "When it was decided that the account stays."),
            entry("checkedAt", "When the tickets were counted."),
            entry("deletionId", "The attempt to delete the account."),
            entry("erasedAt", "When the account was erased."),
            entry("openTickets", "How many tickets that the account asked for are not closed."),
            entry("pseudonym", "What the account is called from now on."),
            entry("requestedAt", "When the deletion was asked for."),
            entry("userId", "The account."),
            entry("username", "The name that the member logs in by."),
            entry("visibility", "public (all of the organization), internal (who works there) or team (one team)."),
            entry("name", "The name, as people wrote it."));

    private Glossary() {}

    static String meaningOf(String component) {
        String meaning = MEANINGS.get(component);
        if (meaning == null) {
            throw new IllegalArgumentException(
                    "Say in Glossary, or by @Description, what the component '" + component + "' means");
        }
        return meaning;
    }
}
