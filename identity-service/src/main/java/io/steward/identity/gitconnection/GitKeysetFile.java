package io.steward.identity.gitconnection;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The keyset file as it is now: looked at whenever a key is needed, read when it was replaced. One that cannot be read leaves in place
 * what was read before, so that a slip of the hand takes nothing away.
 */
@Singleton
class GitKeysetFile {
    private static final Logger LOG = Logger.getLogger(GitKeysetFile.class);

    private final Optional<Path> file;

    private Stamp stamp;
    private Optional<GitKeyset> keyset = Optional.empty();
    private String complaint = "";

    GitKeysetFile(GitConfig config) {
        this.file = config.keysetFile();
    }

    /** Reads files: on a worker. Empty when there are no keys. */
    synchronized Optional<GitKeyset> current() {
        if (file.isEmpty()) {
            complain("STEWARD_GIT_KEYSET_FILE is not set");
            return keyset;
        }
        try {
            Stamp now = Stamp.of(file.get());
            if (!now.equals(stamp)) {
                stamp = now;
                keyset = Optional.of(GitKeyset.parse(Files.readString(file.get())));
                LOG.infof("Git tokens are encrypted by key %d", keyset.get().primary());
                complaint = "";
            }
        } catch (IOException e) {
            stamp = null;
            complain("the keyset file cannot be read");
        } catch (GeneralSecurityException | RuntimeException e) {
            complain("the keyset file is no Tink keyset whose primary key is AES-GCM");
        }
        return keyset;
    }

    /** Once, until it changes. */
    private void complain(String now) {
        if (!now.equals(complaint)) {
            complaint = now;
            LOG.warnf("%s: %s", keyset.isEmpty() ? "Git connections are off" : "The known Git keys stay in use", now);
        }
    }

    /** Tells a file from the one that was put in its place. */
    private record Stamp(Object key, FileTime modified, long size) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
        }
    }
}
