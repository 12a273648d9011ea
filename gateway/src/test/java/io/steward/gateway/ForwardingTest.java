package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Settings.class)
class ForwardingTest extends GatewayTest {

    @Test
    void aServiceThatIsDownIsUnavailable() throws Exception {
        var answer = get("/api/v1/sla/policies");
        isProblem(answer, 503, "upstream-unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aSilentServiceTimesOut() throws Exception {
        isProblem(get("/api/v1/tickets/silent"), 504, "upstream-timeout");
        isProblem(
                send(withToken("/api/v1/tickets/silent").POST(BodyPublishers.ofString("{}"))), 504, "upstream-timeout");
    }

    @Test
    void aServiceThatBreaksOffIsABadGatewayAfterOneMoreTryForAReadAndNoneForAWrite() throws Exception {
        var before = services.brokenOff.get();
        isProblem(get("/api/v1/tickets/broken"), 502, "upstream-failed");
        assertThat(services.brokenOff.get()).isEqualTo(before + 2);
        isProblem(
                send(withToken("/api/v1/tickets/broken").POST(BodyPublishers.ofString("{}"))), 502, "upstream-failed");
        isProblem(send(withToken("/api/v1/tickets/broken").DELETE()), 502, "upstream-failed");
        assertThat(services.brokenOff.get()).isEqualTo(before + 4);
    }

    @Test
    void halfAnAnswerIsNotTakenForAWholeOne() {
        assertThatThrownBy(() -> get("/api/v1/tickets/half")).isInstanceOf(IOException.class);
    }

    @Test
    void aReadSurvivesTheRestartOfItsService() throws Exception {
        assertThat(get("/api/v1/articles").statusCode()).isEqualTo(200);
        services.stop("knowledge");
        isProblem(get("/api/v1/articles"), 503, "upstream-unavailable");
        services.start("knowledge");
        assertThat(get("/api/v1/articles").statusCode()).isEqualTo(200);
    }

    @Test
    void largeAnswersArriveWhole() throws Exception {
        assertThat(get("/api/v1/tickets/large").body()).hasSize(4 << 20);
    }

    @Test
    void anAnswerThatComesBeforeTheBodyWasReadArrives() throws Exception {
        for (var i = 0; i < 20; i++) {
            var answer = send(withToken("/api/v1/tickets/early").POST(BodyPublishers.ofByteArray(new byte[1 << 20])));
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).isEqualTo("early");
        }
        assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
    }

    @Test
    void answersWithoutABodyStayWithout() throws Exception {
        var nothing = get("/api/v1/tickets/nothing");
        assertThat(nothing.statusCode()).isEqualTo(204);
        assertThat(nothing.headers().firstValue("Content-Length")).isEmpty();
        var head = send(withToken("/api/v1/tickets/plain").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(get("/api/v1/tickets/plain").body()).isEqualTo("plain");
    }

    @Test
    void manyAtOnceAllComeBack() {
        var answers = IntStream.range(0, 2000)
                .mapToObj(i -> CLIENT.sendAsync(
                        withToken("/api/v1/tickets/" + i).build(), HttpResponse.BodyHandlers.ofString()))
                .toList();
        for (var i = 0; i < answers.size(); i++) {
            CompletableFuture<HttpResponse<String>> answer = answers.get(i).orTimeout(20, TimeUnit.SECONDS);
            assertThat(body(answer.join()).getString("uri")).isEqualTo("/api/v1/tickets/" + i);
        }
    }
}
