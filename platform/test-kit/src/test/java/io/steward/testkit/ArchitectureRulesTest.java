package io.steward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.steward.testkit.broken.Broken;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that nothing can break proves nothing. */
class ArchitectureRulesTest {
    static Stream<Arguments> brokenOnPurpose() {
        return Stream.of(
                Arguments.of(ArchitectureRules.RESOURCES_TALK_TO_SERVICES, Broken.SqlResource.class),
                Arguments.of(ArchitectureRules.ENTITIES_ARE_NOT_THE_WIRE_FORMAT, Broken.EntityResource.class),
                Arguments.of(ArchitectureRules.DEPENDENCIES_COME_BY_CONSTRUCTOR, Broken.FieldInjected.class),
                Arguments.of(ArchitectureRules.TIME_IS_PASSED_IN, Broken.AmbientTime.class),
                Arguments.of(ArchitectureRules.NOTHING_WAITS, Broken.Waiting.class),
                Arguments.of(ArchitectureRules.TRANSACTIONS_ARE_OPENED_ONE_WAY, Broken.Annotated.class),
                Arguments.of(ArchitectureRules.OPERATIONS_NAME_THEIR_PERMISSION, Broken.OpenResource.class),
                Arguments.of(ArchitectureRules.NAMES_SAY_WHAT_A_TYPE_IS, Broken.TicketManager.class),
                Arguments.of(
                        ArchitectureRules.dependsOnThePlatformAlone("io.steward.testkit.broken"),
                        Broken.Neighbour.class));
    }

    @ParameterizedTest
    @MethodSource("brokenOnPurpose")
    void each_rule_is_broken_by_its_class(ArchRule rule, Class<?> broken) {
        JavaClasses classes = new ClassFileImporter().importClasses(broken);
        assertThatThrownBy(() -> rule.check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(broken.getSimpleName());
    }

    @Test
    void a_package_without_classes_is_no_success() {
        assertThatThrownBy(() -> ArchitectureRules.check("io.steward.nothing.here"))
                .hasMessageContaining("prove nothing");
        assertThat(Broken.class).isNotNull();
    }
}
