package io.steward.acceptance;

import io.steward.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks into the database as its superuser, past every wall. */
final class Tables {
    private final EmbeddedPostgres postgres;

    Tables(StewardStack stack) {
        this.postgres = stack.postgres();
    }

    /** The rows of a query, by column name. */
    List<Map<String, Object>> rows(String sql, Object... parameters) {
        try (Connection connection = postgres.superuser(EmbeddedPostgres.DATABASE);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            var rows = new ArrayList<Map<String, Object>>();
            try (ResultSet result = statement.executeQuery()) {
                var columns = result.getMetaData();
                while (result.next()) {
                    var row = new LinkedHashMap<String, Object>();
                    for (int column = 1; column <= columns.getColumnCount(); column++) {
                        row.put(columns.getColumnLabel(column), result.getObject(column));
                    }
                    rows.add(row);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the first row, a number. */
    long number(String sql, Object... parameters) {
        return ((Number) rows(sql, parameters).getFirst().values().iterator().next()).longValue();
    }
}
