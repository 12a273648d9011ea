package io.steward.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Stands in for a packaged service: answers its readiness check, shows its environment, or dies when told to. */
public final class StandInService {
    static final String DIES = "STAND_IN_DIES_ON_PORT";

    private StandInService() {}

    /** Takes everything from the environment, as the services do. */
    public static void main(String[] args) throws IOException {
        if (System.getenv("QUARKUS_HTTP_PORT").equals(System.getenv(DIES))) {
            System.out.println("the stand-in has no schema");
            System.exit(3);
        }
        int port = Integer.parseInt(System.getenv("QUARKUS_MANAGEMENT_PORT"));
        var server = HttpServer.create(new InetSocketAddress(System.getenv("QUARKUS_MANAGEMENT_HOST"), port), 0);
        server.createContext("/", exchange -> {
            byte[] body = new TreeMap<>(System.getenv()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
