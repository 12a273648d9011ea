package io.steward.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.mail.SendResult.Outcome;
import io.vertx.ext.mail.SMTPException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendResultTest {
    @ParameterizedTest
    @ValueSource(ints = {454, 530, 534, 535, 538})
    void who_is_not_let_in_tries_again(int reply) {
        assertThat(SendResult.of(answer(reply))).isEqualTo(new SendResult(Outcome.NOT_SENT, "smtp-" + reply));
        assertThat(SendResult.of(new IllegalStateException(answer(reply))).outcome())
                .isEqualTo(Outcome.NOT_SENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {421, 450, 452})
    void a_passing_reply_is_tried_again(int reply) {
        assertThat(SendResult.of(answer(reply)).outcome()).isEqualTo(Outcome.NOT_SENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 529, 539, 550, 554})
    void a_refusal_is_for_good(int reply) {
        assertThat(SendResult.of(answer(reply))).isEqualTo(new SendResult(Outcome.REFUSED, "smtp-" + reply));
    }

    @Test
    void what_broke_in_between_is_unknown() {
        assertThat(SendResult.of(new java.io.IOException("reset")).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    private static SMTPException answer(int reply) {
        return new SMTPException("said", reply, List.of(reply + " because"), false);
    }
}
