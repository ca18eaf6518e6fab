package org.rowferry.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Plays each case of a class that has two parameters with one of them: the cases of a method take turns.
 *
 * <p>So each case and each parameter is played, and half of the pairs. {@code -Drowferry.cases=all} plays all pairs, and so
 * does {@link WithBoth} for a method.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(TakesTurns.Turn.class)
public @interface TakesTurns {
    /** Says of a method that each of its cases is played with both parameters, since the server decides how it ends. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface WithBoth {}

    /** Skips the half of the pairs whose turn it is not. */
    final class Turn implements ExecutionCondition {
        private static final Pattern PARAMETER = Pattern.compile("\\[class-template-invocation:#(\\d+)]");
        private static final Pattern CASE = Pattern.compile("\\[test-template-invocation:#(\\d+)]");
        private static final ConditionEvaluationResult PLAYED = ConditionEvaluationResult.enabled("its turn");

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            OptionalInt parameter = number(PARAMETER, context);
            if (parameter.isEmpty() || Cases.all() || context.getTestMethod().isEmpty()) {
                return PLAYED;
            }
            if (context.getRequiredTestMethod().isAnnotationPresent(WithBoth.class) || isTemplate(context)) {
                return PLAYED;
            }
            String method = context.getRequiredTestMethod().getName();
            int turn = method.hashCode() + number(CASE, context).orElse(0);
            return (turn + parameter.getAsInt()) % 2 == 0
                    ? PLAYED
                    : ConditionEvaluationResult.disabled(
                            "played with the other parameter; -Drowferry.cases=all plays both");
        }

        /** The cases of a parameterized method have contexts of their own. */
        private static boolean isTemplate(ExtensionContext context) {
            return context.getUniqueId().contains("[test-template:")
                    && !CASE.matcher(context.getUniqueId()).find();
        }

        private static OptionalInt number(Pattern pattern, ExtensionContext context) {
            Matcher matcher = pattern.matcher(context.getUniqueId());
            return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
        }
    }
}
