package io.steward.local;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The file with the keys of Git tokens: a Tink keyset in JSON (mode 600), whose primary key encrypts and whose others still decrypt. */
record GitKeyset(Path file) {
    static final String FILE = "git-keyset.json";
    private static final String SETTING = "STEWARD_GIT_KEYSET_FILE";
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    static {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM lacks AES-GCM", e);
        }
    }

    /** A key by its id, as identity notes it with what the key has encrypted. */
    record Key(long id, boolean primary) {}

    static GitKeyset of(Settings settings, Map<String, String> environment) {
        String own = environment.getOrDefault(SETTING, "").strip();
        return new GitKeyset(
                own.isEmpty() ? settings.home().resolve(FILE) : Path.of(own).toAbsolutePath());
    }

    /** Makes the file with its first key if there is none. */
    Path ensure() {
        if (!Files.exists(file)) {
            write(KeysetHandle.newBuilder().addEntry(fresh()));
        }
        return file;
    }

    List<Key> keys() {
        KeysetHandle handle = read();
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < handle.size(); i++) {
            KeysetHandle.Entry entry = handle.getAt(i);
            keys.add(new Key(entry.getId() & UNSIGNED, entry.isPrimary()));
        }
        return keys;
    }

    Instant writtenAt() {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw unreadable();
        }
    }

    /** Adds a key that encrypts from now on; the others stay to decrypt. Returns its id. */
    long addPrimary() {
        write(KeysetHandle.newBuilder(read()).addEntry(fresh()));
        return keys().stream().filter(Key::primary).findFirst().orElseThrow().id();
    }

    /** Keeps the primary key and those that are in use. Returns the ids of those that went. */
    List<Long> prune(Set<Long> inUse) {
        KeysetHandle handle = read();
        KeysetHandle.Builder kept = KeysetHandle.newBuilder(handle);
        List<Long> gone = new ArrayList<>();
        for (int i = handle.size() - 1; i >= 0; i--) {
            KeysetHandle.Entry entry = handle.getAt(i);
            long id = entry.getId() & UNSIGNED;
            if (!entry.isPrimary() && !inUse.contains(id)) {
                kept.deleteAt(i);
                gone.add(id);
            }
        }
        if (!gone.isEmpty()) {
            write(kept);
        }
        return gone;
    }

    private static KeysetHandle.Builder.Entry fresh() {
        return KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                .withRandomId()
                .makePrimary();
    }

    private KeysetHandle read() {
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get());
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable();
        }
    }

    private void write(KeysetHandle.Builder keys) {
        try {
            PrivateFile.write(
                    file, TinkJsonProtoKeysetFormat.serializeKeyset(keys.build(), InsecureSecretKeyAccess.get()));
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsException("cannot write " + file + ": " + e.getMessage());
        }
    }

    private SettingsException unreadable() {
        return new SettingsException(
                file + " is no keyset that can be read; ./steward up makes one where there is none");
    }
}
