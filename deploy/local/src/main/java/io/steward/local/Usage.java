package io.steward.local;

/** The help text of {@code ./steward}. */
final class Usage {
    static final String TEXT = """
            Usage: ./steward <command>

              up [--detach]     build what is not built and start everything; stays in the foreground unless detached
              down [--purge]    stop everything; data is kept, unless purged (with all passwords and keys)
              status [--json]   what runs, with memory
              demo              play one ticket's life through the gateway, against what up started
              bench [--json]    measure the gateway beside the database
              dlq               list, show, replay and discard dead letters
              audit verify      walk every audit log and name the first entry that was tampered with
              keys [rotate [--compromised]]
                                list the keys that sign access tokens; let another one sign
              git-keys          list, rotate and prune the keys that encrypt the tokens of Git connections
              test              build and run all tests, the fault drills short
              chaos             build and run the fault drills whole
              help              this text

            Settings (environment variables):
              STEWARD_ADMIN_EMAIL, STEWARD_ADMIN_PASSWORD
                                the first administrator; else admin@steward.local and a password that is shown once
              STEWARD_HOME      data, logs and secrets (.steward in the working copy)
              STEWARD_CACHE     unpacked programs (cache in STEWARD_HOME)
              STEWARD_GIT_KEYSET_FILE
                                the keys of Git tokens (git-keyset.json in STEWARD_HOME)
              STEWARD_JAVA_HOME a JDK 25 or newer
              STEWARD_PG_BIN    folder of an installed PostgreSQL's programs, used in place of the packed ones
              STEWARD_ONLY      start only these, for example postgres,kafka,mail
              STEWARD_PORT_<X>  another port, X being GATEWAY (8080), IDENTITY (8101), TICKET (8102), SLA (8103),
                                NOTIFICATION (8104), KNOWLEDGE (8105), POSTGRES (15432), KAFKA (19092),
                                KAFKA_CONTROLLER (19093), SMTP (1025), MAIL (8025, to look at the mail),
                                GATEWAY_MANAGEMENT (9100), IDENTITY_MANAGEMENT … KNOWLEDGE_MANAGEMENT (9101 … 9105)
            """;

    private Usage() {}
}
