package io.steward.identity.bulk;

import io.steward.kit.problem.Problem;
import io.steward.kit.text.Excerpt;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A file of people (RFC 4180, UTF-8) as it is written. What makes all of it unreadable is a problem that names the line. */
final class CsvFile {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final int NAMES = 20;
    private static final int NAME = 64;

    private final int most;
    private final List<Line> lines = new ArrayList<>();
    private List<Column> columns;

    private CsvFile(int most) {
        this.most = most;
    }

    /**
     * A line with something in it.
     *
     * @param number of the first of its lines in the file, from 1
     * @param cells null when there are more or fewer than columns
     */
    record Line(int number, Map<Column, String> cells) {
        @Override
        public String toString() {
            return "Line[" + number + "]";
        }
    }

    /**
     * @param most lines beside the header
     * @throws Problem 400 when it cannot be read as people, or has too many
     */
    static List<Line> read(byte[] body, int most) {
        CsvFile file = new CsvFile(most);
        file.parse(text(body));
        return file.lines;
    }

    private static String text(byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        CharBuffer text = CharBuffer.allocate(body.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
        text.flip();
        if (result.isError()) {
            throw Problem.badRequest("csv-not-utf8", "The file is not UTF-8 from this line on.")
                    .with(
                            "line",
                            1
                                    + text.chars()
                                            .filter(character -> character == '\n')
                                            .count());
        }
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return text.toString().substring(marked ? 1 : 0);
    }

    private void parse(String text) {
        int number = 1;
        try (CSVParser parser = CSVParser.parse(new StringReader(text), FORMAT)) {
            for (var records = parser.iterator(); records.hasNext(); ) {
                accept(number, records.next());
                number = (int) parser.getCurrentLineNumber() + 1;
            }
        } catch (IOException | UncheckedIOException e) {
            throw Problem.badRequest(
                            "csv-malformed", "A quoted cell of this line does not end, or not where it should.")
                    .with("line", number);
        }
        if (columns == null) {
            header(List.of());
        }
    }

    private void accept(int number, CSVRecord record) {
        if (columns == null) {
            columns = header(record.stream().map(String::strip).toList());
        } else if (!record.stream().allMatch(String::isBlank)) {
            if (lines.size() == most) {
                throw Problem.badRequest("csv-too-many-lines", "The file has more lines than an import takes.")
                        .with("limit", most);
            }
            lines.add(new Line(number, record.size() == columns.size() ? cells(record) : null));
        }
    }

    private Map<Column, String> cells(CSVRecord record) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        for (int at = 0; at < columns.size(); at++) {
            cells.put(columns.get(at), FormulaGuard.unguard(record.get(at)));
        }
        return cells;
    }

    private static List<Column> header(List<String> names) {
        List<Column> found = names.stream().map(Column::named).toList();
        List<String> unknown = names.stream()
                .filter(name -> Column.named(name) == null)
                .limit(NAMES)
                .map(name -> Excerpt.of(name, NAME))
                .toList();
        List<String> missing = Stream.of(Column.values())
                .filter(column -> column.isRequired() && !found.contains(column))
                .map(Column::header)
                .toList();
        List<String> duplicate = Stream.of(Column.values())
                .filter(column -> found.indexOf(column) != found.lastIndexOf(column))
                .map(Column::header)
                .toList();
        if (!unknown.isEmpty() || !missing.isEmpty() || !duplicate.isEmpty()) {
            throw Problem.badRequest("csv-columns", "The first line does not name the columns of people, each once.")
                    .with("unknown", unknown)
                    .with("missing", missing)
                    .with("duplicate", duplicate);
        }
        return found;
    }
}
