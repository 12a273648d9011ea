package io.steward.identity.bulk;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountService;
import io.steward.identity.account.AccountView;
import io.steward.kit.actor.Actor;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/** The members of an organization as a file that an import takes. */
@ApplicationScoped
class UserExport {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180;
    /** Not a semicolon, at which some spreadsheets begin a new cell. */
    private static final String BETWEEN_ROLES = "|";

    private final AccountService accounts;

    UserExport(AccountService accounts) {
        this.accounts = accounts;
    }

    /** Page by page, as fast as somebody reads; oldest member first. The header comes with the first page, so that what fails before it is an answer. */
    Multi<String> run(Actor actor) {
        return Multi.createBy()
                .repeating()
                .uni(Place::new, place -> chunk(actor, place))
                .whilst(chunk -> !chunk.last())
                .map(Chunk::text);
    }

    /** Where an export is. */
    private static final class Place {
        private Cursor after;
        private boolean begun;
    }

    private record Chunk(String text, boolean last) {}

    private Uni<Chunk> chunk(Actor actor, Place place) {
        return accounts.list(actor, Page.MAX_LIMIT, place.after).map(page -> {
            StringBuilder text = new StringBuilder();
            if (!place.begun) {
                print(text, Stream.of(Column.values()).map(Column::header).toList());
                place.begun = true;
            }
            page.items().forEach(member -> print(text, cells(member)));
            place.after = Cursor.decode(page.nextCursor());
            return new Chunk(text.toString(), place.after == null);
        });
    }

    private static List<String> cells(AccountView member) {
        return Stream.of(
                        member.email(),
                        member.username(),
                        member.displayName(),
                        String.join(BETWEEN_ROLES, member.roles()),
                        member.language())
                .map(FormulaGuard::guard)
                .toList();
    }

    private static void print(StringBuilder text, List<String> cells) {
        try {
            FORMAT.printRecord(text, cells.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
