package io.steward.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.steward.local.DemoClient.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@code ./steward demo}: one ticket's life, played through the gateway against what {@code up} started. */
public final class Demo {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String PASSWORD = "demo-" + Secrets.password();

    private final String gateway;
    private final String mailViewer;
    private final DemoStage stage;
    private final String run = Long.toString(System.currentTimeMillis(), 36);

    private String organization;
    private String team;
    private String leadId;
    private String agentId;
    private String ticket;
    private DemoClient admin;
    private DemoClient lead;
    private DemoClient agent;
    private DemoClient requester;

    Demo(Settings settings, DemoStage stage) {
        this.gateway = settings.url(Component.GATEWAY);
        this.mailViewer = settings.url(Component.MAIL);
        this.stage = stage;
    }

    public static void main(String[] arguments) {
        Settings settings = Settings.from(Path.of(System.getProperty("steward.root", ".")), System.getenv());
        DemoStage stage = new DemoStage(System.out);
        try {
            String password = Administrator.knownPassword(settings)
                    .orElseThrow(() -> new DemoFailure(
                            "set STEWARD_ADMIN_EMAIL and STEWARD_ADMIN_PASSWORD to the administrator's login"));
            new Demo(settings, stage).play(new Administrator(settings).email(), password);
            stage.summary();
            System.out.println("\nAll of it was seen.");
        } catch (DemoFailure | SettingsException e) {
            System.out.println("\nThe demo failed: " + e.getMessage());
            System.exit(1);
        }
    }

    void play(String adminEmail, String adminPassword) {
        people(adminEmail, adminPassword);
        preparation();
        open();
        silence();
        work();
        reopen();
        history();
    }

    private void people(String email, String password) {
        admin = stage.act("The administrator logs in", () -> new DemoClient(gateway).login(email, password));
        organization = stage.act("makes the organization \"Acme " + run + "\"", () -> admin.post(
                        "/organizations", Map.of("name", "Acme " + run))
                .text("id"));
        admin.actIn(organization);
        leadId = user("Lea Lead", "lea", "lead");
        agentId = user("Ash Agent", "ash", "l1");
        user("Rae Requester", "rae", "requester");
        team = stage.act(
                "and the team \"Network\", led by Lea, with Ash in it",
                () -> admin.post("/teams", Map.of("name", "Network")).text("id"));
        admin.post("/teams/" + team + "/members", Map.of("userId", leadId, "role", "lead"));
        admin.post("/teams/" + team + "/members", Map.of("userId", agentId, "role", "member"));
        lead = login("lea");
        agent = login("ash");
        requester = stage.act("Lea, Ash and Rae log in", () -> login("rae"));
    }

    private void preparation() {
        stage.act(
                "The administrator sets a P1 policy: answer within 5 s, solve within 1 min",
                () -> admin.post(
                        "/sla/policies",
                        Map.of(
                                "name",
                                "Demo P1",
                                "priority",
                                "P1",
                                "responseTarget",
                                "PT5S",
                                "resolutionTarget",
                                "PT1M",
                                "escalationLevels",
                                List.of(Map.of("level", 1, "target", "team_lead", "afterMinutes", 0)))));
        String article = agent.post(
                        "/articles",
                        Map.of(
                                "title",
                                "VPN does not connect",
                                "body",
                                "Restart the client, then check the certificate.",
                                "visibility",
                                "public",
                                "tags",
                                List.of("vpn")))
                .text("id");
        stage.act(
                "Ash writes an article on the VPN, and Lea publishes it",
                () -> lead.expect(200, "POST", "/articles/" + article + "/publish", null, null));
        stage.see("Rae types \"VPN is down\" and is shown the article", SOON, () -> items(
                        requester.get("/articles/suggestions?title=VPN%20is%20down"))
                .filter(item -> article.equals(item.path("id").asText()))
                .findFirst());
    }

    private void open() {
        Answer opened = stage.act(
                "Rae opens a P1 incident all the same",
                () -> requester.post(
                        "/tickets",
                        Map.of(
                                "type",
                                "incident",
                                "title",
                                "VPN is down",
                                "description",
                                "Nobody in the office gets in.",
                                "priority",
                                "P1",
                                "category",
                                "NETWORK",
                                "teamId",
                                team)));
        ticket = opened.text("id");
        stage.tell("it is " + opened.text("number"));
        JsonNode due = stage.see("its due dates have come from the SLA", SOON, () -> Optional.of(
                        requester.get("/tickets/" + ticket).body())
                .filter(body -> body.path("responseDueAt").isTextual()
                        && body.path("resolutionDueAt").isTextual()));
        stage.tell("answer due " + due.path("responseDueAt").asText() + ", solution due "
                + due.path("resolutionDueAt").asText());
        stage.see("Lea's feed knows of the new ticket", SOON, () -> notification(lead, "TICKET_CREATED"));
    }

    private void silence() {
        stage.tell("No one answers …");
        stage.see("a warning that the answer is nearly due reaches Lea", SOON, () -> notification(lead, "SLA_WARNING"));
        stage.see("the response clock is breached", SOON, () -> items(lead.get("/sla/tickets/" + ticket), "clocks")
                .filter(clock -> clock.path("clock").asText().equals("RESPONSE")
                        && clock.path("state").asText().equals("BREACHED"))
                .findFirst());
        JsonNode escalation = stage.see(
                "an escalation to the team lead exists", SOON, () -> items(lead.get("/escalations?ticketId=" + ticket))
                        .findFirst());
        stage.see("Lea's feed has it", SOON, () -> notification(lead, "ESCALATION"));
        stage.see("and so has her mailbox", SOON, () -> mail("lea")
                .filter(mail -> mail.path("subject").asText().contains("scalat"))
                .findFirst());
        stage.require(items(lead.get("/escalations?ticketId=" + ticket)).count() == 1, "the escalation exists once");
        stage.require(
                items(lead.get("/notifications"))
                                .filter(item -> item.path("type").asText().equals("ESCALATION"))
                                .count()
                        == 1,
                "one notification of it");
        stage.act(
                "Lea acknowledges it",
                () -> lead.expect(
                        200, "POST", "/escalations/" + escalation.path("id").asText() + "/acknowledge", null, null));
        stage.see("the ticket is ESCALATED", SOON, () -> status("ESCALATED"));
    }

    private void work() {
        Answer taken = stage.act(
                "Ash takes the ticket",
                () -> agent.expect(
                        200,
                        "PATCH",
                        "/tickets/" + ticket,
                        Map.of("assigneeId", agentId),
                        agent.get("/tickets/" + ticket).etag()));
        Answer moved = agent.expect(
                200, "POST", "/tickets/" + ticket + "/transitions", Map.of("to", "IN_PROGRESS"), taken.etag());
        stage.act(
                "comments in public",
                () -> agent.post("/tickets/" + ticket + "/comments", Map.of("content", "The gateway was restarted.")));
        stage.see("Rae's feed has the comment", SOON, () -> notification(requester, "TICKET_COMMENTED"));
        String etag = agent.get("/tickets/" + ticket).etag();
        stage.require(!etag.equals(moved.etag()), "a public comment is a new version");
        stage.act(
                "and resolves it",
                () -> agent.expect(200, "POST", "/tickets/" + ticket + "/transitions", Map.of("to", "RESOLVED"), etag));
        stage.see("Rae is told", SOON, () -> notification(requester, "TICKET_STATUS_CHANGED"));
    }

    private void reopen() {
        stage.require(status("RESOLVED").isPresent(), "the requester sees RESOLVED");
        stage.act(
                "Rae still cannot connect and reopens it",
                () -> requester.expect(
                        200,
                        "POST",
                        "/tickets/" + ticket + "/transitions",
                        Map.of("to", "REOPENED", "comment", "Still down for me."),
                        requester.get("/tickets/" + ticket).etag()));
        stage.see("the resolution clock runs again", SOON, () -> items(lead.get("/sla/tickets/" + ticket), "clocks")
                .filter(clock -> clock.path("clock").asText().equals("RESOLUTION")
                        && !clock.path("stoppedAt").isTextual())
                .findFirst());
    }

    private void history() {
        List<JsonNode> entries = stage.act(
                "The history of the ticket:", () -> items(agent.get("/tickets/" + ticket + "/history?limit=200"))
                        .toList());
        Set<String> fields = new HashSet<>();
        for (JsonNode entry : entries) {
            fields.add(entry.path("field").asText());
            stage.tell("%-16s %-24s → %-24s by %-8s because of %s"
                    .formatted(
                            entry.path("field").asText("(created)").replace("null", "(created)"),
                            shown(entry.path("oldValue")),
                            shown(entry.path("newValue")),
                            name(entry.path("changedBy").asText("")),
                            entry.path("cause").asText()));
        }
        stage.require(
                fields.containsAll(Set.of("status", "assigneeId", "responseDueAt", "resolutionDueAt")),
                "the history has every field that changed");
        stage.require(
                entries.stream()
                        .allMatch(entry -> entry.path("cause").isTextual()
                                && entry.path("changedAt").isTextual()),
                "every change says when and why");
    }

    private String user(String displayName, String name, String role) {
        return stage.act("makes " + displayName + " (" + role + ")", () -> admin.post(
                        "/users",
                        Map.of(
                                "email",
                                email(name),
                                "username",
                                name + "-" + run,
                                "displayName",
                                displayName,
                                "password",
                                PASSWORD,
                                "roles",
                                List.of(role)))
                .text("id"));
    }

    private DemoClient login(String name) {
        return new DemoClient(gateway).login(email(name), PASSWORD);
    }

    private String email(String name) {
        return name + "-" + run + "@acme.example";
    }

    private Optional<JsonNode> notification(DemoClient whose, String type) {
        return items(whose.get("/notifications"))
                .filter(item -> item.path("type").asText().equals(type)
                        && item.path("ticketId").asText().equals(ticket))
                .findFirst();
    }

    private Stream<JsonNode> mail(String name) {
        return StreamSupport.stream(DemoClient.mail(mailViewer, email(name)).spliterator(), false);
    }

    private Optional<String> status(String wanted) {
        return Optional.of(requester.get("/tickets/" + ticket).text("status")).filter(wanted::equals);
    }

    private static Stream<JsonNode> items(Answer answer) {
        return items(answer, "items");
    }

    private static Stream<JsonNode> items(Answer answer, String field) {
        return StreamSupport.stream(answer.body().path(field).spliterator(), false);
    }

    private String name(String id) {
        return id.equals(leadId)
                ? "Lea"
                : id.equals(agentId) ? "Ash" : id.isEmpty() || id.equals("null") ? "Steward" : "Rae";
    }

    private static String shown(JsonNode value) {
        String text = value.asText("-");
        return text.equals("null") ? "-" : text.length() > 24 ? text.substring(0, 23) + "…" : text;
    }
}
