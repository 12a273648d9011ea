package io.steward.testkit;

import io.smallrye.jwt.build.Jwt;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** Access tokens as identity issues them, signed by the test's key. */
public final class TestTokens {
    private TestTokens() {}

    /** A token of an account that acts in an organization ({@code null} for none) with these permissions. */
    public static String of(UUID accountId, UUID organizationId, String... permissions) {
        var claims = Jwt.issuer("steward")
                .audience("steward")
                .subject(accountId.toString())
                .claim("sid", UUID.randomUUID().toString())
                .claim("perms", Set.of(permissions));
        if (organizationId != null) {
            claims.claim("org", organizationId.toString());
        }
        return claims.expiresIn(600)
                .jws()
                .keyId(TestKey.KEY_ID)
                .sign(TestKey.privateKey(ConfigProvider.getConfig().getValue(StewardServers.KEY, String.class)));
    }
}
