package io.steward.notification.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LetterTest {
    private static final UUID TICKET = UUID.fromString("0197f0d2-3c4b-7a10-8000-000000000001");

    @Test
    void a_link_leads_to_the_installation() {
        for (String url : new String[] {"https://steward.example.org", "https://steward.example.org/"}) {
            assertThat(text(Optional.of(URI.create(url)), TICKET))
                    .isEqualTo("Hello\n\nTicket: https://steward.example.org/api/v1/tickets/" + TICKET + "\n");
        }
    }

    @Test
    void there_is_no_link_without_an_address_or_a_ticket() {
        assertThat(text(Optional.empty(), TICKET)).isEqualTo("Hello\n");
        assertThat(text(Optional.of(URI.create("https://steward.example.org")), null))
                .isEqualTo("Hello\n");
    }

    @Test
    void an_address_that_is_none_is_told_before_anything_is_sent() {
        for (String address : new String[] {"nobody", "a@b\r\nBcc: c@d", "two words@example.org@"}) {
            assertThatThrownBy(() -> new Letter("steward@example.org", Optional.empty()).of(message(address, TICKET)))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static String text(Optional<URI> url, UUID ticket) {
        return new Letter("steward@example.org", url)
                .of(message("someone@example.org", ticket))
                .getText();
    }

    private static Message message(String to, UUID ticket) {
        return new Message(to, "VPN", "Hello", "<1@steward>", ticket);
    }
}
