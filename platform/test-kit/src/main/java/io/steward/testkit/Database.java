package io.steward.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** Looks into the database of the running test as its superuser, past the tenant wall. */
public final class Database {
    private Database() {}

    public static Connection superuser() throws SQLException {
        return as("postgres", ConfigProvider.getConfig().getValue(StewardServers.SUPERUSER_PASSWORD, String.class));
    }

    /** As one of the service's roles, such as {@code ticket_app}. */
    public static Connection role(String role) throws SQLException {
        return as(role, ConfigProvider.getConfig().getValue("steward.db.app.password", String.class));
    }

    private static Connection as(String user, String password) throws SQLException {
        return DriverManager.getConnection(
                ConfigProvider.getConfig().getValue(StewardServers.DATABASE, String.class), user, password);
    }

    /** The rows of a query, each as a list of its columns. */
    public static List<List<Object>> rows(String sql, Object... parameters) {
        try (Connection connection = superuser();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            List<List<Object>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                        row.add(result.getObject(column));
                    }
                    rows.add(row);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row. */
    public static Object value(String sql, Object... parameters) {
        return rows(sql, parameters).getFirst().getFirst();
    }

    public static int update(String sql, Object... parameters) {
        try (Connection connection = superuser();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int index = 0; index < parameters.length; index++) {
            statement.setObject(index + 1, parameters[index]);
        }
    }
}
