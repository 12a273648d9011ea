package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.bench.BenchOrganization.Person;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TicketStockTest {
    private static final Person SOMEBODY = new Person(UUID.randomUUID(), "a@bench.example", "secret");
    private static final long MILLIS = 1_780_000_000_000L;

    private final TicketStock stock =
            TicketStock.of(new BenchOrganization(UUID.randomUUID(), SOMEBODY, SOMEBODY), 20_000, MILLIS);

    @Test
    void idsAreNumberedAndOfVersionSeven() {
        UUID first = UUID.fromString(stock.id(1));
        UUID last = UUID.fromString(stock.id(20_000));

        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(first.getMostSignificantBits() >>> 16).isEqualTo(MILLIS);
        assertThat(last.getLeastSignificantBits() - first.getLeastSignificantBits())
                .isEqualTo(19_999);
    }

    @Test
    void aPasswordIsNotPartOfWhatIsPrinted() {
        assertThat(stock.toString()).doesNotContain("secret");
    }
}
