package io.steward.gateway.problem;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.steward.gateway.limit.ClientAddress;
import io.steward.gateway.trace.RequestTrace;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * One line for each request that was refused for who sent it or how often (OWASP ASVS 16.3): credentials, throttling, overload. At most so many a second that a flood
 * does not fill the disk; how many were left out is said with the next one. No credential and no query gets in.
 */
@Singleton
public class RefusalLog {

    private static final Logger LOG = Logger.getLogger(RefusalLog.class);
    private static final int LINES_PER_SECOND = 20;
    private static final int PATH = 200;

    private final Bucket lines;
    private final AtomicLong leftOut = new AtomicLong();

    RefusalLog(TimeMeter time) {
        lines = Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(
                        limit -> limit.capacity(LINES_PER_SECOND).refillGreedy(LINES_PER_SECOND, Duration.ofSeconds(1)))
                .build();
    }

    void refused(HttpServerRequest request, RequestTrace trace, Problem problem) {
        if (!isTold(problem)) {
            return;
        }
        if (!lines.tryConsume(1)) {
            leftOut.incrementAndGet();
            return;
        }
        var path = request.path() == null ? "" : request.path();
        LOG.infof(
                "Refused: code=%s status=%d method=%s path=%s address=%s trace=%s leftOut=%d",
                problem.code(),
                problem.status(),
                request.method(),
                path.length() > PATH ? path.substring(0, PATH) : path,
                ClientAddress.of(request),
                trace.traceId(),
                leftOut.getAndSet(0));
    }

    private static boolean isTold(Problem problem) {
        return problem.status() == 401
                || problem.status() == 403
                || problem.status() == 429
                || problem == Problem.OVERLOADED;
    }
}
