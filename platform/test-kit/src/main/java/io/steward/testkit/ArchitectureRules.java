package io.steward.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** How a service is built, as rules that the build checks. Each is proved in this module's tests by one deliberately broken class. */
public final class ArchitectureRules {
    private static final String ENTITY = "jakarta.persistence.Entity";
    private static final Set<String> AMBIENT_CLOCKS = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalDateTime",
            "java.time.OffsetDateTime",
            "java.time.ZonedDateTime");

    /** A resource translates HTTP and asks its service; transactions and statements are not its business. */
    public static final ArchRule RESOURCES_TALK_TO_SERVICES = noClasses()
            .that()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.steward.kit.tx..", "io.vertx.sqlclient..", "org.hibernate.."));

    public static final ArchRule ENTITIES_ARE_NOT_THE_WIRE_FORMAT = noClasses()
            .that()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe("are entities", type -> type.isAnnotatedWith(ENTITY)));

    public static final ArchRule DEPENDENCIES_COME_BY_CONSTRUCTOR =
            fields().should().notBeAnnotatedWith("jakarta.inject.Inject").allowEmptyShould(true);

    /** Rules get their time passed in, from the one injected clock. */
    public static final ArchRule TIME_IS_PASSED_IN = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.steward.kit.time.SystemClock")
            .should()
            .callMethodWhere(
                    DescribedPredicate.describe("reads the machine's clock", call -> readsClock(call.getTarget())));

    /** The event loop never waits. */
    public static final ArchRule NOTHING_WAITS = noClasses().should().callMethod("io.smallrye.mutiny.Uni", "await");

    /** One way to open a transaction; an annotation would open another, without the tenant. */
    public static final ArchRule TRANSACTIONS_ARE_OPENED_ONE_WAY = methods()
            .should(notBeAnnotatedWithAnyOf(
                    "jakarta.transaction.Transactional",
                    "io.quarkus.hibernate.reactive.panache.common.WithTransaction",
                    "io.quarkus.hibernate.reactive.panache.common.WithSession",
                    "io.quarkus.hibernate.reactive.panache.common.WithSessionOnDemand"));

    /** Every operation names who may call it. */
    public static final ArchRule OPERATIONS_NAME_THEIR_PERMISSION = methods()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.GET")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.POST")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.PUT")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.PATCH")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.DELETE")
            .should()
            .beAnnotatedWith("io.quarkus.security.PermissionsAllowed")
            .orShould()
            .beAnnotatedWith("jakarta.annotation.security.PermitAll")
            .orShould()
            .beAnnotatedWith("io.quarkus.security.Authenticated");

    public static final ArchRule NAMES_SAY_WHAT_A_TYPE_IS =
            classes().should().haveNameNotMatching(".*(Impl|Manager|Helper|Utils?)$");

    private static final List<ArchRule> ALL = List.of(
            RESOURCES_TALK_TO_SERVICES,
            ENTITIES_ARE_NOT_THE_WIRE_FORMAT,
            DEPENDENCIES_COME_BY_CONSTRUCTOR,
            TIME_IS_PASSED_IN,
            NOTHING_WAITS,
            TRANSACTIONS_ARE_OPENED_ONE_WAY,
            OPERATIONS_NAME_THEIR_PERMISSION,
            NAMES_SAY_WHAT_A_TYPE_IS);

    private ArchitectureRules() {}

    /** A service depends on the platform alone: what it knows of another came as an event. */
    public static ArchRule dependsOnThePlatformAlone(String rootPackage) {
        return noClasses()
                .that()
                .resideInAPackage(rootPackage + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.steward..")
                        .and(not(resideInAnyPackage(
                                rootPackage + "..",
                                "io.steward.kit..",
                                "io.steward.mail..",
                                "io.steward.hash..",
                                "io.steward.events.."))));
    }

    /** Checks all rules on the main classes below a root package such as {@code io.steward.ticket}. */
    public static void check(String rootPackage) {
        JavaClasses found = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(rootPackage);
        if (found.size() < 5) {
            throw new AssertionError(
                    "Only " + found.size() + " classes below " + rootPackage + ": the rules would prove nothing");
        }
        ALL.forEach(rule -> rule.allowEmptyShould(true).check(found));
        dependsOnThePlatformAlone(rootPackage).check(found);
    }

    private static boolean readsClock(AccessTarget.CodeUnitCallTarget target) {
        return target.getName().equals("now")
                        && target.getRawParameterTypes().isEmpty()
                        && AMBIENT_CLOCKS.contains(target.getOwner().getFullName())
                || target.getFullName().startsWith("java.lang.System.currentTimeMillis")
                || target.getFullName().startsWith("java.time.Clock.system");
    }

    private static ArchCondition<JavaMethod> notBeAnnotatedWithAnyOf(String... annotations) {
        return new ArchCondition<>("not open a transaction by annotation") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean broken = Arrays.stream(annotations).anyMatch(method::isAnnotatedWith);
                events.add(new SimpleConditionEvent(
                        method, !broken, method.getFullName() + " opens a transaction by annotation"));
            }
        };
    }
}
