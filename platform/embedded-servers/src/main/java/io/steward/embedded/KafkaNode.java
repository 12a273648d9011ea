package io.steward.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Main class of the broker's process: formats the data folder at the first start, then runs the broker. */
public final class KafkaNode {
    private KafkaNode() {}

    /** Takes the path of a properties file. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        var properties = new Properties();
        try (var in = Files.newInputStream(file)) {
            properties.load(in);
        }
        if (!Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            String id = org.apache.kafka.common.Uuid.randomUuid().toString();
            int failed = kafka.tools.StorageTool.execute(
                    new String[] {"format", "--cluster-id", id, "--config", file.toString()}, System.out);
            if (failed != 0) {
                System.exit(failed);
            }
        }
        kafka.Kafka.main(new String[] {file.toString()});
    }
}
