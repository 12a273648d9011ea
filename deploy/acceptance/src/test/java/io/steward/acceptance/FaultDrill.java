package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.embedded.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Lets one service kill itself again and again, each time at another point, and starts it again. */
final class FaultDrill {
    /** Others die and start beside it: on a busy machine alone the start takes half of a minute. */
    private static final Duration DEATH = Duration.ofMinutes(4);

    /** @param most how often the point is passed unharmed at most; the number is drawn anew for each death */
    record Point(String name, int most) {}

    private final StewardStack stack;
    private final String service;
    private final List<Point> points;
    private final int deathsPerPoint;
    private final Random random;
    private final Map<String, Integer> deaths = new TreeMap<>();

    FaultDrill(StewardStack stack, String service, List<Point> points, int deathsPerPoint, long seed) {
        this.stack = stack;
        this.service = service;
        this.points = points;
        this.deathsPerPoint = deathsPerPoint;
        this.random = new Random(seed);
    }

    /** Returns the deaths by point. In the end the service runs unarmed. */
    Map<String, Integer> run() {
        stack.service(service).stop();
        try {
            for (int round = 0; round < deathsPerPoint; round++) {
                for (Point point : points) {
                    die(point);
                }
            }
        } finally {
            stack.service(service).stop();
            stack.launch(service, Map.of());
            stack.awaitReady(service);
        }
        return deaths;
    }

    /** The process that recovers from one death is armed for the next. */
    private void die(Point point) {
        // One death in three comes while the service is still busy with what the last one has left.
        int after = random.nextInt(random.nextInt(3) == 0 ? 5 : point.most());
        stack.launch(
                service, Map.of("STEWARD_FAULT_POINT", point.name(), "STEWARD_FAULT_AFTER", Integer.toString(after)));
        ServiceProcess armed = stack.service(service);
        assertThat(armed.process().awaitExit(DEATH))
                .as("%s has died at pass %d of %s", service, after + 1, point.name())
                .isTrue();
        deaths.merge(service + " " + point.name(), 1, Integer::sum);
    }
}
