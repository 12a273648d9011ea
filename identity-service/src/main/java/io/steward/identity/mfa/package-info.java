/**
 * Second factors: authenticator apps (TOTP), passkeys (WebAuthn) and recovery codes, how a login asks for them, which roles must have one, and how an
 * administrator takes them from somebody who has lost them.
 *
 * <p>Read {@code MfaLogins} (a login's second step), then {@code SecondFactors} (one attempt at a time, each counted), then {@code OwnMfa}.
 */
package io.steward.identity.mfa;
