package io.steward.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A packaged Quarkus service ({@code java -jar quarkus-run.jar}) as a child process. */
public final class ServiceProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    /**
     * What to start.
     *
     * @param name used in messages
     * @param jar the {@code quarkus-run.jar}
     * @param environment added to this process's environment
     * @param managementPort where {@code /q/health/ready} answers
     * @param log file for its output
     * @param heap heap in MiB
     * @param jvmOptions further options, for example a fault point's system property
     * @param niceness 0 to 19: how far it stands back when the processors are short; ignored where there is no {@code nice}
     */
    public record Spec(
            String name,
            Path jar,
            Map<String, String> environment,
            int managementPort,
            Path log,
            int heap,
            List<String> jvmOptions,
            int niceness) {
        public static final int HEAP = 96;

        public Spec {
            environment = Map.copyOf(environment);
            jvmOptions = List.copyOf(jvmOptions);
        }

        public Spec(String name, Path jar, Map<String, String> environment, int managementPort, Path log) {
            this(name, jar, environment, managementPort, log, HEAP, List.of(), 0);
        }

        /** Environments hold passwords. */
        @Override
        public String toString() {
            return "Spec[" + name + ", " + jar + "]";
        }
    }

    private final Spec spec;
    private ChildProcess process;

    private ServiceProcess(Spec spec, ChildProcess process) {
        this.spec = spec;
        this.process = process;
    }

    /** Starts it and returns at once; see {@link #awaitReady(Duration)}. */
    public static ServiceProcess start(Spec spec) {
        var service = new ServiceProcess(spec, null);
        service.start();
        return service;
    }

    /** One that is already running. */
    public static ServiceProcess attach(Spec spec, ChildProcess process) {
        return new ServiceProcess(spec, process);
    }

    /** Starts again after {@link #stop()} or {@link #kill()}. */
    public void start() {
        if (isRunning()) {
            return;
        }
        if (!Files.exists(spec.jar())) {
            throw new ServerException(spec.name() + " is not built: " + spec.jar() + " is missing");
        }
        var command = new ArrayList<String>();
        if (spec.niceness() > 0 && OwnGroup.onPath("nice")) {
            command.addAll(List.of("nice", "-n", Integer.toString(spec.niceness())));
        }
        command.add(ServerJvm.java());
        command.addAll(ServerJvm.options(spec.heap()));
        command.add("-Dvertx.disableDnsResolver=true");
        command.addAll(spec.jvmOptions());
        command.addAll(List.of("-jar", spec.jar().toString()));
        process = ChildProcess.start(command, spec.environment(), spec.log());
    }

    /**
     * Waits until {@code /q/health/ready} says UP.
     *
     * @throws ServerException with the last lines of the log
     */
    public void awaitReady(Duration bound) {
        Await.ready(spec.name(), process, this::isReady, bound, spec.log());
    }

    public boolean isReady() {
        return isReady(spec.managementPort());
    }

    /** True if {@code /q/health/ready} on that port of 127.0.0.1 says UP within 2 s. */
    public static boolean isReady(int managementPort) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** SIGTERM; killed if it takes more than 20 s. */
    public void stop() {
        process.stop(Signal.TERM, Duration.ofSeconds(20));
    }

    /** kill -9. */
    public void kill() {
        process.kill();
    }

    public void freeze() {
        process.freeze();
    }

    public void thaw() {
        process.thaw();
    }

    public boolean isRunning() {
        return process != null && process.isRunning();
    }

    public ChildProcess process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        stop();
    }
}
