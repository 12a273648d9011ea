package io.steward.embedded;

import java.nio.file.Path;

/**
 * How a Kafka broker is started.
 *
 * @param data folder of its log; formatted at the first start
 * @param log file for the broker's output
 * @param cache folder for the class archive that makes later starts faster
 * @param port TCP port of the broker on 127.0.0.1
 * @param controllerPort TCP port of the controller on 127.0.0.1
 * @param heap heap in MiB
 */
public record KafkaOptions(Path data, Path log, Path cache, int port, int controllerPort, int heap) {
    public KafkaOptions {
        data = data.toAbsolutePath().normalize();
        log = log.toAbsolutePath().normalize();
        cache = cache.toAbsolutePath().normalize();
    }

    public static KafkaOptions in(Path folder, int port, int controllerPort) {
        return new KafkaOptions(
                folder.resolve("data"), folder.resolve("kafka.log"), Folders.cache(), port, controllerPort, 160);
    }

    /** On free ports. */
    public static KafkaOptions forTests(Path folder) {
        return in(folder, FreePort.next(), FreePort.next());
    }

    public KafkaOptions withHeap(int mebibytes) {
        return new KafkaOptions(data, log, cache, port, controllerPort, mebibytes);
    }

    public KafkaOptions withLog(Path file) {
        return new KafkaOptions(data, file, cache, port, controllerPort, heap);
    }

    public KafkaOptions withCache(Path folder) {
        return new KafkaOptions(data, log, folder, port, controllerPort, heap);
    }
}
