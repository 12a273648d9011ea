package io.steward.acceptance;

import io.steward.events.DomainEvent;
import io.steward.events.EventCatalog;
import io.steward.events.IdentityEvent.AccountDeletionCancelled;
import io.steward.events.IdentityEvent.AccountDeletionRequested;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.OrganizationCreated;
import io.steward.events.IdentityEvent.OrganizationUpdated;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.NoteEvent.NoteAdded;
import io.steward.events.PersonEvent.PersonChecked;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaDueDatesSet;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.events.TicketEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each service must handle of the topics that it consumes; it may leave out the rest. Said here once more, so that a loss shows. */
final class Interest {
    private static final Map<String, Set<String>> TYPES = Map.of(
            "identity", types(PersonChecked.class),
            "ticket",
                    types(
                            MemberSaved.class,
                            TeamCreated.class,
                            AccountDeletionRequested.class,
                            AccountDeletionCancelled.class,
                            AccountErased.class,
                            SlaDueDatesSet.class,
                            EscalationRaised.class),
            "sla",
                    withTickets(types(
                            OrganizationCreated.class,
                            MemberSaved.class,
                            TeamMemberAdded.class,
                            TeamMemberRemoved.class,
                            AccountErased.class)),
            "notification",
                    withTickets(types(
                            MemberSaved.class,
                            OrganizationUpdated.class,
                            TeamCreated.class,
                            TeamMemberAdded.class,
                            TeamMemberRemoved.class,
                            AccountErased.class,
                            NoteAdded.class,
                            SlaWarningRaised.class,
                            SlaBreached.class,
                            EscalationRaised.class)),
            "knowledge", types(TeamCreated.class, TeamMemberAdded.class, TeamMemberRemoved.class, AccountErased.class));

    private Interest() {}

    static boolean of(String consumer, TopicLog.Entry event) {
        return TYPES.get(consumer).contains(event.type());
    }

    @SafeVarargs
    private static Set<String> types(Class<? extends DomainEvent>... events) {
        return Stream.of(events).map(EventCatalog::typeOf).collect(Collectors.toSet());
    }

    /** Who cares about tickets cares about all that happens to one. */
    @SuppressWarnings("unchecked")
    private static Set<String> withTickets(Set<String> types) {
        return Stream.concat(
                        types.stream(),
                        Arrays.stream(TicketEvent.class.getPermittedSubclasses())
                                .map(event -> EventCatalog.typeOf((Class<? extends DomainEvent>) event)))
                .collect(Collectors.toSet());
    }
}
