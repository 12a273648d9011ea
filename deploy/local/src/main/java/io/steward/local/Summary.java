package io.steward.local;

import java.io.PrintStream;

/** The table at the end of {@code up}: what runs where, and how to log in. */
final class Summary {
    private final Settings settings;
    private final RunFolder run;
    private final PrintStream out;

    Summary(Settings settings, RunFolder run, PrintStream out) {
        this.settings = settings;
        this.run = run;
        this.out = out;
    }

    void print(Administrator administrator, boolean identityStarted) {
        out.println();
        for (Component component : Component.values()) {
            run.running(component)
                    .ifPresent(e ->
                            out.printf("  %-13s pid %-8d %s%n", component.id(), e.pid(), address(component, e.port())));
        }
        out.println();
        run.running(Component.GATEWAY).ifPresent(e -> {
            out.println("  API      http://localhost:" + e.port() + "/api/v1   (described at http://localhost:"
                    + e.port() + "/docs)");
            out.println("  Log in   POST /api/v1/auth/login as "
                    + (identityStarted ? administrator.login() : administrator.email()));
        });
        run.running(Component.MAIL).ifPresent(e -> out.println("  Mail     http://localhost:" + e.port() + "/"));
        out.println("  Logs     " + settings.home().resolve("logs"));
        out.println("  Stop     ./steward down");
        out.println();
    }

    private String address(Component component, int port) {
        return switch (component) {
            case POSTGRES -> "127.0.0.1:" + port + "  database steward";
            case KAFKA -> "127.0.0.1:" + port;
            case MAIL ->
                "http://localhost:" + port + "  SMTP 127.0.0.1:"
                        + settings.ports().get(Port.SMTP);
            default -> "http://localhost:" + port;
        };
    }
}
