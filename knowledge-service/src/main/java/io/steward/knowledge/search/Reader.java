package io.steward.knowledge.search;

import io.steward.kit.actor.Actor;
import io.steward.knowledge.article.Permissions;
import java.util.ArrayList;
import java.util.List;

/** What the database's rule of who may read asks about the reader, as parameters. */
final class Reader {
    /** The parameters' places, from {@code $1}: tenant, account, reads internal, writes, publishes. */
    static final String RIGHTS = "$2, $3, $4, $5";

    static final int PARAMETERS = 5;

    private Reader() {}

    static List<Object> parameters(Actor actor, Object... more) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(actor.tenantId());
        parameters.add(actor.accountId());
        parameters.add(actor.may(Permissions.READ_INTERNAL));
        parameters.add(actor.may(Permissions.WRITE));
        parameters.add(actor.may(Permissions.PUBLISH));
        parameters.addAll(List.of(more));
        return parameters;
    }
}
