package io.steward.notification.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketStatusChanged;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NoticeTest {
    @Test
    void a_title_is_one_line_whatever_the_ticket_is_called() {
        Notice notice = assigned("VPN\r\nBcc: all@example.org\u2028\u0085X: y");

        assertThat(notice.title()).isEqualTo("[INC-000042] Assigned to you: VPN Bcc: all@example.org X: y");
        assertThat(notice.body()).startsWith("VPN Bcc: all@example.org X: y\n\n");
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
        assertThat(notice.body()).isEqualTo("VPN\n\nThe status changed to in progress.");
    }

    private static Notice assigned(String title) {
        UUID someone = UUID.randomUUID();
        return Notice.of(new TicketAssigned(
                        UUID.randomUUID(), "INC-000042", title, someone, null, someone, null, Instant.EPOCH))
                .orElseThrow();
    }
}
