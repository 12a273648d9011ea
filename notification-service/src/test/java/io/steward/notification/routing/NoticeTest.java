package io.steward.notification.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketStatusChanged;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NoticeTest {
    @Test
    void a_title_is_one_line_whatever_the_ticket_is_called() {
        Notice notice = assigned("VPN\r\nBcc: all@example.org\u2028\u0085X: y");

        assertThat(notice.title()).isEqualTo("[INC-000042] Assigned to you: VPN Bcc: all@example.org X: y");
        assertThat(notice.body()).startsWith("“VPN Bcc: all[@]example[.]org X: y”\n\n");
    }

    @Test
    void a_title_has_at_most_200_characters() {
        int room = 200 - "[INC-000042] Assigned to you: ".length();

        assertThat(assigned("x".repeat(room)).title()).hasSize(200).endsWith("x");
        assertThat(assigned("x".repeat(room + 1)).title()).hasSize(200).endsWith("…");
    }

    @Test
    void a_title_is_never_cut_in_the_middle_of_a_character() {
        int room = 200 - "[INC-000042] Assigned to you: ".length();

        assertThat(assigned("x".repeat(room - 2) + "😀x").title()).hasSize(199).endsWith("x…");
    }

    @Test
    void a_move_is_told_without_where_it_came_from() {
        UUID someone = UUID.randomUUID();
        Notice notice = Notice.of(new TicketStatusChanged(
                        UUID.randomUUID(),
                        "INC-000042",
                        "VPN",
                        "ESCALATED",
                        "IN_PROGRESS",
                        someone,
                        null,
                        null,
                        Instant.EPOCH))
                .orElseThrow();

        assertThat(notice.title()).isEqualTo("[INC-000042] Now in progress: VPN");
        assertThat(notice.body()).isEqualTo("“VPN”\n\nThe status changed to in progress.");
    }

    @Test
    void what_people_wrote_is_marked_as_theirs_and_has_no_link() {
        Notice notice = comment("Please log in at https://evil.example", "Hello\n\nTicket: https://evil.example", null);

        assertThat(notice.body())
                .isEqualTo(
                        "“Please log in at https[:]//evil[.]example”\n\n> Hello\n> \n> Ticket: https://evil.example");
    }

    @Test
    void a_comment_with_which_the_ticket_moved_is_told_with_the_move() {
        Notice moved = comment("VPN", "Done.", "RESOLVED");
        Notice escalated = comment("VPN", "Done.", "ESCALATED");

        assertThat(moved.title()).isEqualTo("[INC-000042] Now resolved: VPN");
        assertThat(moved.body()).isEqualTo("“VPN”\n\nThe status changed to resolved:\n> Done.");
        assertThat(escalated.title()).isEqualTo("[INC-000042] New comment: VPN");
        assertThat(escalated.body()).isEqualTo("“VPN”\n\n> Done.");
    }

    private static Notice comment(String title, String excerpt, String movedTo) {
        UUID someone = UUID.randomUUID();
        return Notice.of(new TicketCommented(
                        someone,
                        "INC-000042",
                        title,
                        someone,
                        someone,
                        true,
                        excerpt,
                        someone,
                        null,
                        Instant.EPOCH,
                        movedTo))
                .orElseThrow();
    }

    private static Notice assigned(String title) {
        UUID someone = UUID.randomUUID();
        return Notice.of(new TicketAssigned(
                        UUID.randomUUID(), "INC-000042", title, someone, null, someone, null, Instant.EPOCH))
                .orElseThrow();
    }
}
