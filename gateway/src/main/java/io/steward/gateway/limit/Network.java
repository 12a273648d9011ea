package io.steward.gateway.limit;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one client address: whoever has one IPv6 address has the 2^64 of its network. */
public final class Network {

    private static final int NETWORK_BYTES = 8;

    private Network() {}

    /** The address itself, or the first 64 bits of an IPv6 one. */
    public static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        var bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length == 4 || isMappedFromIpv4(bytes)) {
            return address;
        }
        return HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES);
    }

    private static boolean isMappedFromIpv4(byte[] bytes) {
        return Arrays.equals(bytes, 0, 10, new byte[10], 0, 10) && bytes[10] == -1 && bytes[11] == -1;
    }
}
