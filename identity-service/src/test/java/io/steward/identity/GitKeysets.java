package io.steward.identity;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;

/** Keyset files as an operator makes and changes them. */
public final class GitKeysets {
    private GitKeysets() {}

    /** A file with one key. */
    public static Path fresh() {
        try {
            AeadConfig.register();
            Path file = Files.createTempDirectory("git-keys").resolve("keyset.json");
            write(file, KeysetHandle.newBuilder().addEntry(key()));
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a key that encrypts from now on. */
    public static void rotate(Path file) {
        write(file, KeysetHandle.newBuilder(read(file)).addEntry(key()));
    }

    /** Keeps the key that encrypts alone. */
    public static void prune(Path file) {
        KeysetHandle all = read(file);
        KeysetHandle.Builder kept = KeysetHandle.newBuilder(all);
        for (int i = all.size() - 1; i >= 0; i--) {
            if (!all.getAt(i).isPrimary()) {
                kept.deleteAt(i);
            }
        }
        write(file, kept);
    }

    /** Puts a whole file in the place of another. */
    public static void replace(Path file, String text) {
        try {
            Path next = Files.createTempFile(file.getParent(), "keyset", ".tmp");
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeysetHandle.Builder.Entry key() {
        return KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                .withRandomId()
                .makePrimary();
    }

    private static KeysetHandle read(Path file) {
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, KeysetHandle.Builder keys) {
        try {
            replace(file, TinkJsonProtoKeysetFormat.serializeKeyset(keys.build(), InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
