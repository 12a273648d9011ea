package io.steward.kit.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private final List<SqlConnection> opened = new ArrayList<>();
    private final List<SqlConnection> closed = new ArrayList<>();
    private final List<SqlConnection> used = new ArrayList<>();
    private final Pipeline pipeline = new Pipeline(() -> Future.succeededFuture(open()));

    @Test
    void statements_share_a_connection_until_the_last_has_its_answer() {
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();
        Future<String> firstAnswer = add(first);
        Future<String> secondAnswer = add(second);
        assertThat(used).containsExactly(opened.getFirst(), opened.getFirst());

        first.complete("one");
        assertThat(firstAnswer.result()).isEqualTo("one");
        assertThat(closed).isEmpty();
        second.complete("two");
        assertThat(secondAnswer.result()).isEqualTo("two");
        assertThat(closed).containsExactlyElementsOf(opened).hasSize(1);
    }

    @Test
    void one_that_comes_later_gets_a_connection_of_its_time() {
        add(done());
        add(done());
        assertThat(opened).hasSize(2);
        assertThat(closed).containsExactlyElementsOf(opened);
    }

    @Test
    void a_connection_is_not_shared_by_any_number() {
        List<Promise<String>> sixteen = new ArrayList<>();
        for (int number = 0; number < 16; number++) {
            sixteen.add(Promise.promise());
            add(sixteen.getLast());
        }
        Promise<String> another = Promise.promise();
        add(another);
        assertThat(opened).hasSize(2);

        sixteen.forEach(Promise::complete);
        assertThat(closed).containsExactly(opened.getFirst());
        // The first one's end does not take the second from those to come.
        add(done());
        assertThat(used.getLast()).isSameAs(opened.getLast());
        another.complete();
        assertThat(closed).containsExactlyElementsOf(opened).hasSize(2);
    }

    @Test
    void a_statement_that_fails_gives_its_place_back() {
        Promise<String> refused = Promise.promise();
        Future<String> refusal = add(refused);
        Future<String> broken = pipeline.add(connection -> {
            throw new IllegalStateException("not even sent");
        });
        assertThat(broken.cause()).hasMessage("not even sent");
        assertThat(closed).isEmpty();

        refused.fail("refused");
        assertThat(refusal.cause()).hasMessage("refused");
        assertThat(closed).containsExactlyElementsOf(opened).hasSize(1);
    }

    @Test
    void where_there_is_no_connection_all_that_wait_for_it_fail_and_the_next_asks_again() {
        Promise<SqlConnection> wanted = Promise.promise();
        List<Future<SqlConnection>> connections =
                new ArrayList<>(List.of(wanted.future(), Future.succeededFuture(open())));
        Pipeline unlucky = new Pipeline(connections::removeFirst);
        Future<String> first = unlucky.add(connection -> Future.succeededFuture("one"));
        Future<String> second = unlucky.add(connection -> Future.succeededFuture("two"));

        wanted.fail("no database");

        assertThat(first.cause()).hasMessage("no database");
        assertThat(second.cause()).hasMessage("no database");
        assertThat(unlucky.add(connection -> Future.succeededFuture("three")).result())
                .isEqualTo("three");
    }

    private Future<String> add(Promise<String> answer) {
        return pipeline.add(connection -> {
            used.add(connection);
            return answer.future();
        });
    }

    private static Promise<String> done() {
        Promise<String> answer = Promise.promise();
        answer.complete();
        return answer;
    }

    private SqlConnection open() {
        SqlConnection connection = (SqlConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SqlConnection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "close" -> {
                            closed.add((SqlConnection) proxy);
                            return Future.succeededFuture();
                        }
                        case "equals" -> {
                            return proxy == arguments[0];
                        }
                        case "toString" -> {
                            return "connection " + System.identityHashCode(proxy);
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                });
        opened.add(connection);
        return connection;
    }
}
