package io.steward.identity.gitconnection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Connections to Git servers. */
@ConfigMapping(prefix = "steward.git")
interface GitConfig {
    /** A Tink keyset (JSON) whose primary key is AES-GCM; without the file nobody can connect. The same for every instance. */
    Optional<Path> keysetFile();

    /** Whether a server on this machine may be spoken to without TLS. For development. */
    @WithDefault("false")
    boolean allowLoopbackHttp();

    /** How often each instance looks for tokens that are by an older key. */
    @WithDefault("5s")
    Duration renewEvery();
}
