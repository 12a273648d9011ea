package io.steward.knowledge.article;

/** The permissions that article operations ask for; roles that hold them are identity's business. */
public final class Permissions {
    /** What is published for everybody. */
    public static final String READ = "article:read";

    public static final String READ_INTERNAL = "article:read-internal";
    /** To draft, and to read drafts of others. */
    public static final String WRITE = "article:write";
    /** To publish, and to read what belongs to any team. */
    public static final String PUBLISH = "article:publish";

    private Permissions() {}
}
