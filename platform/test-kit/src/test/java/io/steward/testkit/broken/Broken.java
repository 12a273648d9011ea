package io.steward.testkit.broken;

import io.smallrye.mutiny.Uni;
import io.steward.testkit.Eventually;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import java.time.Instant;

/** One class for each architecture rule that breaks it. */
public final class Broken {
    private Broken() {}

    public static class SqlResource {
        Pool pool;
    }

    @Entity
    public static class Stored {
        @Id
        long id;
    }

    public static class EntityResource {
        public Stored read() {
            return new Stored();
        }
    }

    public static class FieldInjected {
        @Inject
        String dependency;
    }

    public static class AmbientTime {
        public Instant at() {
            return Instant.now();
        }
    }

    public static class Waiting {
        public String value() {
            return Uni.createFrom().item("x").await().indefinitely();
        }
    }

    public static class Annotated {
        @Transactional
        public void change() {}
    }

    public static class OpenResource {
        @GET
        public String read() {
            return "";
        }
    }

    public static class TicketManager {}

    public static class Neighbour {
        public void use() {
            Eventually.check(() -> {});
        }
    }
}
