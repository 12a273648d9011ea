package io.steward.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.steward.local.DemoClient.Answer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code ./steward keys [rotate [--compromised]]}: the keys that sign access tokens, and another one before its time. By the API, as the
 * administrator, so that the audit log tells who it was.
 */
public final class SigningKeys {
    private static final String PATH = "/signing-keys";
    private static final String HELP = """
            ./steward keys                        the keys that sign access tokens: which one signs, and which come and go
            ./steward keys rotate                 another key: published first, so that nobody is refused
            ./steward keys rotate --compromised   another key at once; all tokens signed so far are refused""";

    private final DemoClient admin;
    private final PrintStream out;

    SigningKeys(DemoClient admin, PrintStream out) {
        this.admin = admin;
        this.out = out;
    }

    public static void main(String[] arguments) {
        List<String> asked = List.of(arguments);
        if (!isKnown(asked)) {
            System.out.println(HELP);
            System.exit(asked.equals(List.of("help")) ? 0 : 2);
        }
        Settings settings = Settings.from(Path.of(System.getProperty("steward.root", ".")), System.getenv());
        try {
            String password = Administrator.knownPassword(settings)
                    .orElseThrow(() -> new DemoFailure(
                            "set STEWARD_ADMIN_EMAIL and STEWARD_ADMIN_PASSWORD to the administrator's login"));
            DemoClient admin = new DemoClient(settings.url(Component.GATEWAY))
                    .login(new Administrator(settings).email(), password);
            new SigningKeys(admin, System.out).run(asked);
        } catch (DemoFailure | SettingsException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static boolean isKnown(List<String> asked) {
        return asked.isEmpty() || asked.equals(List.of("rotate")) || asked.equals(List.of("rotate", "--compromised"));
    }

    void run(List<String> asked) {
        if (asked.isEmpty()) {
            list();
        } else {
            rotate(asked.contains("--compromised"));
        }
    }

    private void list() {
        JsonNode keys = admin.get(PATH).body().path("items");
        admin.send("POST", "/auth/logout", null, null);
        out.printf("%-44s  %-8s  %-27s  %-27s  %s%n", "KEY", "STATE", "MADE", "SIGNS FROM", "GOES");
        for (JsonNode key : keys) {
            out.printf(
                    "%-44s  %-8s  %-27s  %-27s  %s%n",
                    key.path("kid").asText(),
                    key.path("state").asText(),
                    key.path("createdAt").asText(),
                    key.path("activateAt").asText(),
                    key.path("expiresAt").asText("").replace("null", ""));
        }
    }

    private void rotate(boolean compromised) {
        Answer answer = admin.expect(202, "POST", PATH + "/rotation", Map.of("compromised", compromised), null);
        JsonNode key = answer.body().path("key");
        String kid = key.path("kid").asText();
        String from = key.path("activateAt").asText();
        if (!answer.body().path("begun").asBoolean()) {
            out.println("Nothing was done, a change is under way already: " + kid + " signs from " + from + " on.");
        } else if (compromised) {
            // Its own token is among those that are refused now: there is nothing to log out with.
            out.println(kid
                    + " signs now. All tokens signed so far are refused by the gateways within seconds; people's programs"
                    + " refresh theirs, nobody has to log in again.");
            return;
        } else {
            out.println(kid + " is published and signs from " + from
                    + " on. Tokens that are out stay valid until they expire.");
        }
        admin.send("POST", "/auth/logout", null, null);
    }
}
