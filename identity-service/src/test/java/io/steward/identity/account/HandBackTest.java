package io.steward.identity.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandBackTest {
    private static final boolean OTHERS_WAIT = true;
    private static final boolean NOBODY_WAITS = false;

    private final List<String> came = new ArrayList<>();

    @Test
    void where_nobody_waits_each_result_comes_at_once() {
        HandBack handBack = new HandBack(3);
        handBack.add(() -> came.add("first"), NOBODY_WAITS);
        assertThat(came).containsExactly("first");
        handBack.add(() -> came.add("second"), NOBODY_WAITS);
        assertThat(came).containsExactly("first", "second");
    }

    @Test
    void while_others_wait_results_come_together_and_in_their_order() {
        HandBack handBack = new HandBack(2);
        handBack.add(() -> came.add("first"), OTHERS_WAIT);
        assertThat(came).isEmpty();
        handBack.add(() -> came.add("second"), OTHERS_WAIT);
        assertThat(came).containsExactly("first", "second");
        handBack.add(() -> came.add("third"), OTHERS_WAIT);
        assertThat(came).containsExactly("first", "second");
    }

    @Test
    void the_last_result_takes_along_what_is_held() {
        HandBack handBack = new HandBack(3);
        handBack.add(() -> came.add("first"), OTHERS_WAIT);
        handBack.add(() -> came.add("last"), NOBODY_WAITS);
        assertThat(came).containsExactly("first", "last");
    }

    @Test
    void together_with_nobody_holds_nothing() {
        new HandBack(1).add(() -> came.add("first"), OTHERS_WAIT);
        assertThat(came).containsExactly("first");
        assertThatThrownBy(() -> new HandBack(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
