package io.steward.local;

import io.steward.embedded.Signal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The processes of the stack, in the order in which they start; they stop in the opposite order. */
enum Component {
    POSTGRES(15432, 0),
    KAFKA(19092, 0),
    MAIL(8025, 0),
    IDENTITY(8101, 9101),
    TICKET(8102, 9102),
    SLA(8103, 9103),
    NOTIFICATION(8104, 9104),
    KNOWLEDGE(8105, 9105),
    GATEWAY(8080, 9100);

    final int defaultPort;
    final int defaultManagementPort;

    Component(int defaultPort, int defaultManagementPort) {
        this.defaultPort = defaultPort;
        this.defaultManagementPort = defaultManagementPort;
    }

    /** The name on the command line, in files and in JSON. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A packaged Quarkus application: one of the five services, or the gateway. */
    boolean isService() {
        return defaultManagementPort != 0;
    }

    boolean hasDatabase() {
        return isService() && this != GATEWAY;
    }

    /** What mostly works off events stands back for what people wait for, when one machine has to do it all. */
    int niceness() {
        return this == SLA || this == NOTIFICATION || this == KNOWLEDGE ? 10 : 0;
    }

    /** The folder of its module. */
    String module() {
        return this == GATEWAY ? "gateway" : id() + "-service";
    }

    /** PostgreSQL waits for its clients on TERM, and ends their sessions on INT. */
    Signal stopSignal() {
        return this == POSTGRES ? Signal.INT : Signal.TERM;
    }

    static Optional<Component> named(String id) {
        return Arrays.stream(values()).filter(c -> c.id().equals(id)).findFirst();
    }
}
