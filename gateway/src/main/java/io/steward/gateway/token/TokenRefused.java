package io.steward.gateway.token;

import io.steward.gateway.problem.Problem;

/** The token does not let its bearer in. Carries no text of the token or of the library that read it. */
public final class TokenRefused extends Exception {

    private final transient Problem problem;

    public TokenRefused(Problem problem) {
        super(problem.code(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
