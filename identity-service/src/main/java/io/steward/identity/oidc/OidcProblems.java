package io.steward.identity.oidc;

import io.steward.kit.problem.Problem;
import org.jboss.logging.Logger;

/** What goes wrong with a login at a provider. Why exactly is in the log, for whoever runs the installation. */
final class OidcProblems {
    private static final Logger LOG = Logger.getLogger(OidcProblems.class);

    private static final String NO_FLOW = "oidc-flow-invalid";

    private OidcProblems() {}

    /** The provider does not answer, or not as one does. */
    static Problem unavailable(OidcProvider provider, String why) {
        LOG.warnf("The OpenID provider %s cannot be used: %s", provider.name(), why);
        return Problem.of(
                503,
                "oidc-provider-unavailable",
                "Not available",
                "The provider does not answer as it should. Try again later, or log in another way.");
    }

    /** What came from the provider, or was said to, proves nothing. */
    static Problem failed(OidcProvider provider, String why) {
        LOG.infof("A login by the OpenID provider %s failed: %s", provider.name(), why);
        return Problem.of(
                401, "oidc-login-failed", "Login failed", "The provider did not prove who you are. Begin again.");
    }

    /** Unknown, used, expired, somebody else's: one answer for all. */
    static Problem noFlow() {
        return Problem.of(401, NO_FLOW, "Login failed", "This login is not under way, or not any more. Begin again.");
    }

    static boolean isNoFlow(Problem problem) {
        return problem.code().equals(NO_FLOW);
    }

    static Problem unknownPerson() {
        return Problem.forbidden(
                "identity-unknown",
                "The provider knows you, but no account here can be used by it. Log in and link it, or ask for an account.");
    }
}
