package io.steward.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steward.embedded.ChildProcess;
import io.steward.embedded.FreePort;
import io.steward.embedded.ServiceProcess;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code ./steward status}: what runs, how much memory it takes. */
final class Status {
    private final Settings settings;
    private final RunFolder run;

    Status(Settings settings) {
        this.settings = settings;
        this.run = new RunFolder(settings.home());
    }

    /** {@code UNREADY}: the process is there but does not answer; {@code DEAD}: it was started and has gone by itself. */
    enum State {
        UP,
        UNREADY,
        DEAD,
        DOWN
    }

    /**
     * One line of the table.
     *
     * @param pid 0 when it does not run
     * @param memory MiB
     */
    record Line(Component component, long pid, int port, State state, long memory) {}

    List<Line> lines() {
        return Arrays.stream(Component.values()).parallel().map(this::line).toList();
    }

    void print(PrintStream out) {
        List<Line> lines = lines();
        out.printf("%-13s %8s %6s  %-8s %8s%n", "NAME", "PID", "PORT", "STATE", "MEMORY");
        for (Line line : lines) {
            boolean runs = line.pid() != 0;
            out.printf(
                    "%-13s %8s %6d  %-8s %8s%n",
                    line.component().id(),
                    runs ? line.pid() : "-",
                    line.port(),
                    word(line),
                    runs ? line.memory() + " MiB" : "-");
        }
        out.printf("%-13s %8s %6s  %-8s %8s%n", "total", "", "", "", total(lines) + " MiB");
    }

    void printJson(PrintStream out) {
        var mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        var processes = root.putArray("processes");
        List<Line> lines = lines();
        for (Line line : lines) {
            ObjectNode node = processes.addObject().put("name", line.component().id());
            if (line.pid() == 0) {
                node.putNull("pid");
            } else {
                node.put("pid", line.pid());
            }
            node.put("port", line.port()).put("state", word(line)).put("memoryMiB", line.memory());
        }
        root.put("memoryMiB", total(lines));
        out.println(root.toPrettyString());
    }

    private Line line(Component component) {
        Optional<RunFolder.Entry> entry = run.read(component);
        int port = entry.map(RunFolder.Entry::port).orElse(settings.port(component));
        Optional<ChildProcess> process = entry.flatMap(RunFolder.Entry::process);
        if (process.isEmpty()) {
            return new Line(component, 0, port, entry.isPresent() ? State.DEAD : State.DOWN, 0);
        }
        State state = answers(entry.get()) ? State.UP : State.UNREADY;
        return new Line(component, process.get().pid(), port, state, ProcessMemory.mebibytes(process.get()));
    }

    private static boolean answers(RunFolder.Entry entry) {
        return entry.component().isService()
                ? ServiceProcess.isReady(entry.managementPort())
                : FreePort.answers(entry.port());
    }

    private static String word(Line line) {
        return line.state().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static long total(List<Line> lines) {
        return lines.stream().mapToLong(Line::memory).sum();
    }
}
