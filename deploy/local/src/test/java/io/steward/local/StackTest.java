package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steward.embedded.ChildProcess;
import io.steward.embedded.Folders;
import io.steward.embedded.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user runs them: as processes of their own, with real PostgreSQL and Kafka, on free ports. */
class StackTest {
    @TempDir
    private Path root;

    private final Map<String, String> environment = new HashMap<>();

    private record Outcome(int exitCode, String text) {}

    @BeforeEach
    void prepare() throws IOException {
        environment.put("STEWARD_HOME", root.resolve("home").toString());
        environment.put("STEWARD_CACHE", Folders.cache().toString());
        Set<Integer> used = new HashSet<>();
        for (Port port : Port.all()) {
            int free = FreePort.next();
            while (!used.add(free)) {
                free = FreePort.next();
            }
            environment.put(port.setting(), Integer.toString(free));
        }
        for (Component component : Component.values()) {
            if (component.isService()) {
                packStandIn(settings().jar(component));
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        steward("down", "--purge");
    }

    @Test
    void upTwiceThenAgainAfterADeathThenDown() throws Exception {
        Outcome up = steward("up", "--detach");
        assertThat(up.exitCode()).as(up.text()).isZero();
        assertThat(up.text()).contains("http://localhost:" + environment.get("STEWARD_PORT_GATEWAY") + "/api/v1");
        assertThat(up.text()).containsPattern("admin@steward.local with password \\S{24}");
        Map<String, Long> pids = runningPids();
        assertThat(pids).hasSize(Component.values().length);

        Optional<Path> group = new SchedulingGroup(settings().home()).folder();
        if (group.isPresent() && Files.isWritable(group.get().getParent())) {
            // PostgreSQL's children too, which come and go.
            assertThat(Files.readAllLines(group.get().resolve("cgroup.procs")))
                    .containsAll(pids.values().stream().map(Object::toString).toList())
                    .hasSizeGreaterThan(pids.size());
        }

        Outcome second = steward("up", "--detach");
        assertThat(second.exitCode()).isZero();
        assertThat(second.text()).contains("Steward is up already").doesNotContain("with password");
        assertThat(runningPids()).isEqualTo(pids);

        new RunFolder(settings().home())
                .running(Component.SLA)
                .orElseThrow()
                .process()
                .orElseThrow()
                .kill();
        assertThat(states()).containsEntry("sla", "dead").containsEntry("ticket", "up");
        assertThat(steward("up", "--detach").exitCode()).isZero();
        Map<String, Long> after = runningPids();
        assertThat(after.get("sla")).isNotNull().isNotEqualTo(pids.get("sla"));
        after.remove("sla");
        pids.remove("sla");
        assertThat(after).isEqualTo(pids);

        Set<Long> all = processes();
        assertThat(steward("down").exitCode()).isZero();
        assertThat(all).noneMatch(StackTest::runs);
        assertThat(group.filter(Files::exists)).isEmpty();
        assertThat(states().values()).containsOnly("down");
        assertThat(root.resolve("home/data/postgres")).isDirectory();
        steward("down", "--purge");
        assertThat(root.resolve("home/data")).doesNotExist();
        assertThat(root.resolve("home/secrets.properties")).doesNotExist();
    }

    @Test
    void eachServiceGetsItsOwnSecretsAlone() throws Exception {
        environment.put("STEWARD_ONLY", "identity,sla,notification,gateway");
        environment.put("STEWARD_ADMIN_PASSWORD", "hush hush");
        assertThat(steward("up", "--detach").exitCode()).isZero();

        assertThat(environmentOf(Component.IDENTITY))
                .contains("STEWARD_MASTER_KEY=", "STEWARD_ADMIN_PASSWORD=hush hush", "STEWARD_DB_APP_PASSWORD=")
                .contains("STEWARD_GATEWAY_SECRET=", "STEWARD_API_KEY_ENVIRONMENT=local")
                .contains(
                        "STEWARD_SMTP_PORT=" + environment.get("STEWARD_PORT_SMTP"),
                        "STEWARD_PUBLIC_URL=http://localhost:" + environment.get("STEWARD_PORT_GATEWAY"));
        assertThat(environmentOf(Component.SLA))
                .contains("STEWARD_DB_URL=postgresql://127.0.0.1:" + environment.get("STEWARD_PORT_POSTGRES")
                        + "/steward")
                .doesNotContain(
                        "STEWARD_MASTER_KEY", "STEWARD_ADMIN_PASSWORD", "STEWARD_GATEWAY_SECRET", "STEWARD_SMTP");
        assertThat(environmentOf(Component.NOTIFICATION))
                .contains(
                        "STEWARD_SMTP_PORT=" + environment.get("STEWARD_PORT_SMTP"),
                        "STEWARD_PUBLIC_URL=http://localhost:" + environment.get("STEWARD_PORT_GATEWAY"));
        assertThat(environmentOf(Component.GATEWAY))
                .contains("STEWARD_TICKET_URL=http://127.0.0.1:" + environment.get("STEWARD_PORT_TICKET"))
                .contains("STEWARD_GATEWAY_SECRET=")
                .doesNotContain("PASSWORD", "STEWARD_MASTER_KEY", "STEWARD_DB");
    }

    @Test
    void aTakenPortIsNamedBeforeAnythingStarts() throws Exception {
        int taken = Integer.parseInt(environment.get("STEWARD_PORT_KNOWLEDGE_MANAGEMENT"));
        try (var other = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            Outcome up = steward("up", "--detach");
            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.text())
                    .contains(
                            "port " + other.getLocalPort() + " (knowledge) is taken",
                            "STEWARD_PORT_KNOWLEDGE_MANAGEMENT");
        }
        assertThat(states().values()).containsOnly("down");
        assertThat(root.resolve("home/data")).doesNotExist();
    }

    @Test
    void aServiceThatDiesTakesTheRestDownAndShowsItsLog() throws Exception {
        environment.put("STEWARD_ONLY", "mail,identity,ticket,gateway");
        environment.put(StandInService.DIES, environment.get("STEWARD_PORT_TICKET"));
        Outcome up = steward("up", "--detach");

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.text())
                .contains("ticket ended while starting", "the stand-in has no schema")
                .containsPattern("admin@steward.local with password \\S{24}");
        assertThat(states().values()).containsOnly("down");
        assertThat(FreePort.isFree(Integer.parseInt(environment.get("STEWARD_PORT_MAIL"))))
                .isTrue();
    }

    @Test
    void whatIsNotBuiltIsSaid() throws Exception {
        Files.delete(settings().jar(Component.SLA));
        Outcome up = steward("up", "--detach");
        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.text()).contains("not built", "sla-service");
    }

    @Test
    void theForegroundLeavesNoProcessBehind() throws Exception {
        environment.put("STEWARD_ONLY", "postgres,kafka,mail,identity");
        Path log = root.resolve("foreground.log");
        ChildProcess foreground = ChildProcess.start(command("up"), environment, log);
        io.steward.embedded.Await.ready(
                "up", foreground, () -> text(log).contains("Ctrl-C stops it"), Duration.ofSeconds(60), log);
        Set<Long> all = processes();

        assertThat(all).hasSizeGreaterThan(4);
        assertThat(foreground.stop(interrupt(), Duration.ofSeconds(30))).isTrue();
        assertThat(all).noneMatch(StackTest::runs);
        assertThat(states().values()).containsOnly("down");
    }

    @Test
    void anInterruptWhileStartingLeavesNoProcessBehind() throws Exception {
        environment.put("STEWARD_ONLY", "postgres,kafka,mail");
        Path log = root.resolve("interrupted.log");
        ChildProcess starting = ChildProcess.start(command("up", "--detach"), environment, log);
        io.steward.embedded.Await.ready(
                "up", starting, () -> text(log).contains("ready after"), Duration.ofSeconds(60), log);
        Set<Long> all = processes();

        assertThat(all).isNotEmpty();
        assertThat(starting.stop(io.steward.embedded.Signal.TERM, Duration.ofSeconds(30)))
                .isTrue();
        assertThat(text(log)).doesNotContain("Up after");
        assertThat(all).noneMatch(StackTest::runs);
        assertThat(states().values()).containsOnly("down");
    }

    @Test
    void aWrongCommandLineIsExplained() throws Exception {
        assertThat(steward("upp").exitCode()).isEqualTo(2);
        assertThat(steward("up", "--detached")).satisfies(o -> {
            assertThat(o.exitCode()).isEqualTo(2);
            assertThat(o.text()).contains("--detached", "--detach");
        });
    }

    /** What Ctrl-C sends. A shell starts background jobs deaf to it, and their children inherit that: there, what `kill` sends. */
    private static io.steward.embedded.Signal interrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("SigIgn:")
                        && (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0) {
                    System.out.println("SIGINT is ignored by whoever started this test; SIGTERM takes its place");
                    return io.steward.embedded.Signal.TERM;
                }
            }
        }
        return io.steward.embedded.Signal.INT;
    }

    private Settings settings() {
        return Settings.from(root, environment);
    }

    private Outcome steward(String... args) throws Exception {
        Path output = Files.createTempFile(root, "steward", ".out");
        var builder =
                new ProcessBuilder(command(args)).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS))
                .as("steward %s ends", List.of(args))
                .isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private List<String> command(String... args) {
        var command = new ArrayList<>(List.of(
                io.steward.embedded.ServerJvm.java(),
                "-Dsteward.root=" + root,
                "-cp",
                System.getProperty("java.class.path"),
                Steward.class.getName()));
        command.addAll(List.of(args));
        return command;
    }

    private JsonNode status() throws Exception {
        Outcome status = steward("status", "--json");
        assertThat(status.exitCode()).isZero();
        return new ObjectMapper().readTree(status.text());
    }

    private Map<String, String> states() throws Exception {
        var states = new HashMap<String, String>();
        status().get("processes")
                .forEach(p -> states.put(p.get("name").asText(), p.get("state").asText()));
        assertThat(states).hasSize(Component.values().length);
        return states;
    }

    private Map<String, Long> runningPids() throws Exception {
        JsonNode status = status();
        var pids = new HashMap<String, Long>();
        long memory = 0;
        for (JsonNode process : status.get("processes")) {
            if (process.get("state").asText().equals("up")) {
                pids.put(process.get("name").asText(), process.get("pid").asLong());
                assertThat(process.get("memoryMiB").asLong()).isPositive();
            }
            memory += process.get("memoryMiB").asLong();
        }
        assertThat(status.get("memoryMiB").asLong()).isEqualTo(memory);
        return pids;
    }

    /** Of all components with everything below them. */
    private Set<Long> processes() {
        var all = new HashSet<Long>();
        var run = new RunFolder(settings().home());
        for (Component component : Component.values()) {
            run.read(component).flatMap(RunFolder.Entry::process).ifPresent(p -> p.tree()
                    .forEach(h -> all.add(h.pid())));
        }
        return all;
    }

    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).isPresent()
                && !text(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notYet) {
            return "";
        }
    }

    private String environmentOf(Component service) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + settings().managementPort(service) + "/environment"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void packStandIn(Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInService.class.getName());
        String path = StandInService.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var in = StandInService.class.getClassLoader().getResourceAsStream(path)) {
            out.putNextEntry(new JarEntry(path));
            in.transferTo(out);
            out.closeEntry();
        }
    }
}
