package io.steward.identity.login;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.steward.identity.session.SessionService.Origin;
import io.steward.kit.web.RequestTrace;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Where a client is: what the gateway says of it. Told by anybody else, or about no address, it is unknown. */
@Singleton
public class ClientAddress {
    private static final int FIRST = 1000;
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /** Whose word is taken. */
    @ConfigMapping(prefix = "steward.client-address")
    interface Config {
        /** Addresses or networks (CIDR) of the gateways, whose {@code X-Forwarded-For} is believed. */
        @WithDefault("127.0.0.1,::1")
        List<String> trustedPeers();
    }

    private final List<IpSubnetFilterRule> trusted;

    ClientAddress(Config config) {
        trusted = config.trustedPeers().stream().map(ClientAddress::network).toList();
    }

    /** Noted before anything else looks at a request, for whoever tells why something was done. */
    void note(@Observes Filters filters) {
        filters.register(
                http -> {
                    http.put(RequestTrace.CLIENT_ADDRESS, of(http.request()));
                    http.next();
                },
                FIRST);
    }

    /** The address of the client that sent a request; null when it is unknown. */
    public String of(HttpServerRequest request) {
        SocketAddress peer = request.remoteAddress();
        return of(peer == null ? null : peer.hostAddress(), request.getHeader("X-Forwarded-For"));
    }

    /** Where a session begins that a request asks for. */
    public Origin origin(HttpServerRequest request) {
        return new Origin(request.getHeader("User-Agent"), of(request));
    }

    /** The client's address without a zone; null when it is unknown. */
    String of(String peer, String forwardedFor) {
        String from = literal(peer);
        if (from == null || trusted.stream().noneMatch(network -> network.matches(new InetSocketAddress(from, 0)))) {
            return null;
        }
        return literal(forwardedFor);
    }

    /**
     * By what a client is counted: an IPv4 address; of an IPv6 one the network (64 bits), which is one customer's. Null for what is not
     * known, and for a gateway's own: whoever stands behind it is not to wait for others.
     */
    String key(String address) {
        String plain = literal(address);
        if (plain == null || trusted.stream().anyMatch(network -> network.matches(new InetSocketAddress(plain, 0)))) {
            return null;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(plain);
        boolean mapped =
                bytes.length == IPV6_BITS / 8 && plain.toLowerCase(Locale.ROOT).startsWith("::ffff:");
        return mapped
                ? HexFormat.of().formatHex(bytes, bytes.length - IPV4_BITS / 8, bytes.length)
                : HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, IPV6_BITS / 16));
    }

    private static String literal(String address) {
        if (address == null) {
            return null;
        }
        int zone = address.indexOf('%');
        String plain = (zone < 0 ? address : address.substring(0, zone)).strip();
        return NetUtil.isValidIpV4Address(plain) || NetUtil.isValidIpV6Address(plain) ? plain : null;
    }

    private static IpSubnetFilterRule network(String network) {
        String[] parts = network.strip().split("/", 2);
        if (literal(parts[0]) == null) {
            throw new IllegalArgumentException("steward.client-address.trusted-peers: no address: " + network);
        }
        int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : parts[0].contains(":") ? IPV6_BITS : IPV4_BITS;
        return new IpSubnetFilterRule(parts[0], bits, IpFilterRuleType.ACCEPT);
    }
}
