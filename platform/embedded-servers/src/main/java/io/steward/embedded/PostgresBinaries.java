package io.steward.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Finds PostgreSQL's programs: those of {@code STEWARD_PG_BIN}, else the ones packed in a jar on the class path. */
public final class PostgresBinaries {
    public static final String SETTING = "STEWARD_PG_BIN";

    private PostgresBinaries() {}

    /**
     * The folder with {@code postgres} and {@code initdb}; unpacked below {@code cache} at the first call.
     *
     * @throws ServerException if there are none for this system, or they cannot be unpacked
     */
    public static Path locate(Path cache) {
        String installed = System.getenv(SETTING);
        if (installed != null && !installed.isBlank()) {
            Path bin = Path.of(installed);
            if (!Files.isExecutable(bin.resolve("postgres")) || !Files.isExecutable(bin.resolve("initdb"))) {
                throw new ServerException(SETTING + "=" + installed + " holds no postgres and initdb");
            }
            return bin;
        }
        String resource = archiveFor(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path home = cache.resolve("postgres-" + version());
        Path bin = home.resolve("bin");
        if (!Files.isExecutable(bin.resolve("postgres"))) {
            unpack(resource, home);
        }
        return bin;
    }

    /** The archive's name inside the binaries' jars. */
    static String archiveFor(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : osName.toLowerCase(Locale.ROOT);
        String arch =
                switch (osArch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> osArch;
                };
        return "/postgres-" + os + "-" + arch + ".txz";
    }

    private static String version() {
        try (InputStream in = PostgresBinaries.class.getResourceAsStream("/io/steward/embedded/versions.properties")) {
            var versions = new Properties();
            versions.load(in);
            return versions.getProperty("postgres");
        } catch (IOException e) {
            throw new ServerException("cannot read the PostgreSQL version", e);
        }
    }

    private static void unpack(String resource, Path home) {
        Path fresh = home.resolveSibling(home.getFileName() + "." + UUID.randomUUID());
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new ServerException(
                        "no PostgreSQL is packed for this system (" + resource + "). Install PostgreSQL 16 or "
                                + "newer and set " + SETTING + " to the folder of its programs.");
            }
            Files.createDirectories(fresh);
            try (var tar = new TarArchiveInputStream(new XZInputStream(packed))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    write(tar, entry, fresh);
                }
            }
            moveInto(fresh, home);
        } catch (IOException e) {
            throw new ServerException("cannot unpack PostgreSQL into " + home + ": " + e.getMessage(), e);
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        if ((entry.getMode() & 0b001_000_000) != 0) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Another process may have unpacked the same meanwhile; the first one wins. */
    private static void moveInto(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home);
        } catch (FileSystemException lost) {
            Folders.delete(fresh);
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                throw lost;
            }
        }
    }
}
