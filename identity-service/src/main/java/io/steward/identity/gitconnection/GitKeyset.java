package io.steward.identity.gitconnection;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The keys of a keyset file: the primary one encrypts, each decrypts what it has encrypted.
 *
 * @param primary its id, unsigned
 * @param ids of all keys that decrypt
 */
record GitKeyset(Aead aead, long primary, Set<Long> ids) {
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    static {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM lacks AES-GCM", e);
        }
    }

    /** @throws GeneralSecurityException for what is no keyset whose primary key is AES-GCM with its id in what it encrypts */
    static GitKeyset parse(String json) throws GeneralSecurityException {
        KeysetHandle handle = TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
        if (!(handle.getPrimary().getKey() instanceof AesGcmKey key)
                || key.getParameters().getVariant() != AesGcmParameters.Variant.TINK) {
            throw new GeneralSecurityException("The primary key is not AES-GCM with Tink's prefix");
        }
        Set<Long> ids = IntStream.range(0, handle.size())
                .mapToObj(handle::getAt)
                .filter(entry -> entry.getStatus() == KeyStatus.ENABLED)
                .map(entry -> entry.getId() & UNSIGNED)
                .collect(Collectors.toUnmodifiableSet());
        return new GitKeyset(
                handle.getPrimitive(RegistryConfiguration.get(), Aead.class),
                handle.getPrimary().getId() & UNSIGNED,
                ids);
    }

    @Override
    public String toString() {
        return "GitKeyset[primary=" + primary + "]";
    }
}
