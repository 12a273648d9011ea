package io.steward.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The broker's configuration: one node that is broker and controller, small buffers, few threads. */
final class KafkaSettings {
    private KafkaSettings() {}

    /** Writes the configuration beside the data folder and returns its file. */
    static Path write(KafkaOptions options) {
        Path file = options.data().resolveSibling("server.properties");
        try {
            Files.createDirectories(file.getParent());
            Files.createDirectories(options.data());
            Files.writeString(
                    file,
                    settings(options).entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException e) {
            throw new ServerException("cannot write " + file + ": " + e.getMessage(), e);
        }
        return file;
    }

    static Map<String, String> settings(KafkaOptions options) {
        var s = new LinkedHashMap<String, String>();
        s.put("process.roles", "broker,controller");
        s.put("node.id", "1");
        s.put("controller.quorum.voters", "1@127.0.0.1:" + options.controllerPort());
        s.put("controller.listener.names", "CONTROLLER");
        s.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        s.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + options.port() + ",CONTROLLER://127.0.0.1:" + options.controllerPort());
        s.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + options.port());
        s.put("log.dirs", options.data().toString());
        s.put("auto.create.topics.enable", "false");
        s.put("num.partitions", "12");
        s.put("default.replication.factor", "1");
        s.put("offsets.topic.replication.factor", "1");
        s.put("offsets.topic.num.partitions", "4");
        s.put("transaction.state.log.replication.factor", "1");
        s.put("transaction.state.log.min.isr", "1");
        s.put("transaction.state.log.num.partitions", "4");
        s.put("share.coordinator.state.topic.replication.factor", "1");
        s.put("share.coordinator.state.topic.min.isr", "1");
        s.put("share.coordinator.state.topic.num.partitions", "1");
        s.put("group.initial.rebalance.delay.ms", "0");
        s.put("num.network.threads", "2");
        s.put("num.io.threads", "2");
        s.put("background.threads", "2");
        s.put("num.recovery.threads.per.data.dir", "2");
        s.put("log.cleaner.dedupe.buffer.size", "4194304");
        s.put("log.segment.bytes", "67108864");
        s.put("log.index.size.max.bytes", "1048576");
        s.put("offsets.load.buffer.size", "262144");
        s.put("message.max.bytes", "2097152");
        s.put("controller.quorum.election.timeout.ms", "500");
        // After a crash the broker may register again only when its former session has run out (9 s by default).
        s.put("broker.session.timeout.ms", "2000");
        s.put("broker.heartbeat.interval.ms", "400");
        return s;
    }
}
