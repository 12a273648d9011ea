package io.steward.identity.oidc;

import io.quarkus.runtime.StartupEvent;
import io.steward.kit.problem.Problem;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The providers of the installation. A wrong setting lets nothing start. */
@Singleton
class OidcProviders {
    private final Map<String, OidcProvider> byName = new TreeMap<>();

    OidcProviders(OidcConfig config) {
        if (!config.flowLifetime().isPositive()
                || !config.patience().isPositive()
                || !config.addressEvery().isPositive()) {
            throw new IllegalArgumentException(
                    "steward.oidc: flow-lifetime, patience and address-every must be positive");
        }
        config.providers().forEach((name, provider) -> byName.put(name, OidcProvider.of(name, provider)));
        if (byName.values().stream().map(OidcProvider::issuer).distinct().count() < byName.size()) {
            throw new IllegalArgumentException("steward.oidc.providers: two have the same issuer");
        }
    }

    void start(@Observes StartupEvent event) {
        // Looks at the settings before anybody logs in.
    }

    List<OidcProvider> all() {
        return List.copyOf(byName.values());
    }

    /** @throws Problem 404 for a name that no provider has */
    OidcProvider require(String name) {
        OidcProvider found = byName.get(name);
        if (found == null) {
            throw Problem.notFound();
        }
        return found;
    }

    /** Null when there is none any more. */
    String nameOf(String issuer) {
        return byName.values().stream()
                .filter(provider -> provider.issuer().equals(issuer))
                .map(OidcProvider::name)
                .findFirst()
                .orElse(null);
    }
}
