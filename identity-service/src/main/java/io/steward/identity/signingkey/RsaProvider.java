package io.steward.identity.signingkey;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.spec.PKCS8EncodedKeySpec;
import org.jboss.logging.Logger;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;

/**
 * Who computes RSA signatures: a native library, in a quarter of the time that Java takes; where it lacks one for the system, Java. For signatures
 * alone: all else in the process stays with the JDK's providers.
 */
final class RsaProvider {
    private static final Logger LOG = Logger.getLogger(RsaProvider.class);

    /** Null for the JDK's. */
    private static final String NATIVE = register();

    private static final ProviderContext CONTEXT = context();

    private RsaProvider() {}

    /** @param encoded PKCS #8 */
    static PrivateKey privateKey(byte[] encoded) throws GeneralSecurityException {
        KeyFactory factory = NATIVE == null ? KeyFactory.getInstance("RSA") : KeyFactory.getInstance("RSA", NATIVE);
        return factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** An RS256 signature to be made; what is signed and the header are the caller's. */
    static JsonWebSignature signature(PrivateKey key) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setProviderContext(CONTEXT);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        jws.setKey(key);
        return jws;
    }

    static boolean isNative() {
        return NATIVE != null;
    }

    /** The last of all providers, which nobody gets who does not ask for it by name. */
    private static String register() {
        Provider provider;
        Throwable missing;
        try {
            provider = AmazonCorrettoCryptoProvider.INSTANCE;
            missing = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        } catch (LinkageError e) {
            provider = null;
            missing = e;
        }
        if (missing != null) {
            LOG.infof(
                    "Tokens are signed by Java: there is no native library for this system (%s)", missing.getMessage());
            return null;
        }
        Security.addProvider(provider);
        return provider.getName();
    }

    private static ProviderContext context() {
        ProviderContext context = new ProviderContext();
        if (NATIVE != null) {
            context.getSuppliedKeyProviderContext().setSignatureProvider(NATIVE);
        }
        return context;
    }
}
