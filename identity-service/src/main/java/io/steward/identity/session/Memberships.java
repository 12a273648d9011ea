package io.steward.identity.session;

import io.steward.identity.role.Permissions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** The organizations of an account, oldest membership first, with what it may do in each. */
public record Memberships(List<Membership> all) {
    public static final String SQL = "SELECT * FROM memberships_of($1)";

    /** One of them. */
    public record Membership(
            UUID organizationId, String name, String slug, List<String> roles, List<String> permissions) {}

    public Memberships {
        all = List.copyOf(all);
    }

    /** Of the columns of {@link #SQL}; a row without organization, as an outer join gives it, is none. */
    public static Memberships of(RowSet<Row> rows) {
        List<Membership> all = new ArrayList<>();
        for (Row row : rows) {
            UUID organizationId = row.getUUID("organization_id");
            if (organizationId != null) {
                all.add(new Membership(
                        organizationId,
                        row.getString("name"),
                        row.getString("slug"),
                        Arrays.asList(row.getArrayOfStrings("roles")),
                        Arrays.asList(row.getArrayOfStrings("permissions"))));
            }
        }
        return new Memberships(all);
    }

    /** Where a new session acts. */
    public Optional<Membership> first() {
        return all.stream().findFirst();
    }

    public Optional<Membership> in(UUID organizationId) {
        return all.stream()
                .filter(membership -> membership.organizationId().equals(organizationId))
                .findFirst();
    }

    /** What the account may do in an organization. */
    public SortedSet<String> permissions(UUID organizationId, boolean installationAdmin) {
        return permissions(in(organizationId).map(Membership::permissions).orElse(List.of()), installationAdmin);
    }

    /** The installation's administrator may do all, membership or not. */
    public static SortedSet<String> permissions(List<String> ofMember, boolean installationAdmin) {
        SortedSet<String> permissions = new TreeSet<>(ofMember);
        if (installationAdmin) {
            permissions.addAll(Permissions.OF_ORGANIZATION);
            permissions.addAll(Permissions.OF_INSTALLATION);
        }
        return permissions;
    }
}
