package io.steward.notification.delivery;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.steward.mail.SmtpConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryWorkerTest {
    @Test
    void a_lease_that_an_attempt_may_outlive_is_refused_at_the_start() {
        var config = new SmallRyeConfigBuilder()
                .withDefaultValues(Map.of(
                        "steward.delivery.lease",
                        "PT39S",
                        "steward.delivery.poll",
                        "PT1S",
                        "steward.smtp.patience",
                        "PT20S",
                        "steward.smtp.host",
                        "localhost",
                        "steward.smtp.port",
                        "25"))
                .withMapping(DeliveryConfig.class)
                .withMapping(SmtpConfig.class)
                .build();

        assertThatThrownBy(() -> new DeliveryWorker(
                        null,
                        null,
                        null,
                        config.getConfigMapping(DeliveryConfig.class),
                        config.getConfigMapping(SmtpConfig.class),
                        null,
                        null,
                        null,
                        null,
                        null))
                .hasMessageContaining("steward.delivery.lease");
    }
}
