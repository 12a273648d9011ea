package io.steward.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.testkit.Database;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class FirstAdministratorTest {
    @Inject
    FirstAdministrator first;

    @Test
    void a_start_that_could_make_no_administrator_says_so() {
        assertThat(saidAtStart()).isEmpty();
        Database.update(
                "UPDATE identity.users SET is_installation_admin = false WHERE email = ?", IdentityServers.ADMIN_EMAIL);
        try {
            assertThat(saidAtStart()).singleElement().asString().contains("still no administrator");
        } finally {
            Database.update(
                    "UPDATE identity.users SET is_installation_admin = true WHERE email = ?",
                    IdentityServers.ADMIN_EMAIL);
        }
    }

    private List<String> saidAtStart() {
        List<String> said = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                said.add(entry.getMessage());
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        Logger log = Logger.getLogger(FirstAdministrator.class.getName());
        log.addHandler(listener);
        try {
            first.start(new StartupEvent());
        } finally {
            log.removeHandler(listener);
        }
        return said;
    }
}
