package io.steward.kit.web;

import io.steward.kit.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Query parameters that take enum names: repeated or separated by commas, in any case. */
public final class QueryEnums {
    private QueryEnums() {}

    /** @throws Problem 400 for a name that is none, with the allowed ones */
    public static <E extends Enum<E>> List<E> parse(String parameter, List<String> values, Class<E> type) {
        return values.stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .filter(value -> !value.isBlank())
                .map(value -> one(parameter, value.strip(), type))
                .toList();
    }

    private static <E extends Enum<E>> E one(String parameter, String value, Class<E> type) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.name().equals(value.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> Problem.badRequest("invalid-value", "The parameter takes one of a fixed set of values.")
                                .with("field", parameter)
                                .with("allowed", List.of(type.getEnumConstants())));
    }
}
