package io.steward.ticket.lifecycle;

/** The permissions that ticket operations ask for; roles that hold them are identity's business. */
public final class Permissions {
    public static final String CREATE = "ticket:create";
    /** The own tickets. */
    public static final String READ = "ticket:read";
    /** Every ticket of the organization. */
    public static final String READ_ALL = "ticket:read-all";

    public static final String UPDATE = "ticket:update";
    public static final String ASSIGN = "ticket:assign";
    public static final String COMMENT = "ticket:comment";
    public static final String COMMENT_INTERNAL = "ticket:comment-internal";

    /** The moves of agents. */
    public static final String TRANSITION = "ticket:transition";
    /** To say that it is not solved. */
    public static final String REOPEN = "ticket:reopen";

    private Permissions() {}
}
