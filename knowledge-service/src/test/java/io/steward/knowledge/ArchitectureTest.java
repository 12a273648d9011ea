package io.steward.knowledge;

import io.steward.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void the_service_is_built_as_the_house_is() {
        ArchitectureRules.check("io.steward.knowledge");
    }
}
