package io.steward.local;

import java.util.ArrayList;
import java.util.List;

/**
 * A TCP port of the stack.
 *
 * @param setting the environment variable that moves it
 * @param owner the process that listens on it
 */
record Port(String setting, Component owner, int standard) {
    static final Port SMTP = new Port("STEWARD_PORT_SMTP", Component.MAIL, 1025);
    static final Port KAFKA_CONTROLLER = new Port("STEWARD_PORT_KAFKA_CONTROLLER", Component.KAFKA, 19093);

    /** The port under which a component is known. */
    static Port of(Component component) {
        return new Port("STEWARD_PORT_" + component.name(), component, component.defaultPort);
    }

    /** Health and metrics of a service. */
    static Port managementOf(Component component) {
        return new Port("STEWARD_PORT_" + component.name() + "_MANAGEMENT", component, component.defaultManagementPort);
    }

    static List<Port> all() {
        var ports = new ArrayList<Port>();
        for (Component component : Component.values()) {
            ports.add(of(component));
            if (component.isService()) {
                ports.add(managementOf(component));
            }
        }
        ports.add(SMTP);
        ports.add(KAFKA_CONTROLLER);
        return ports;
    }
}
