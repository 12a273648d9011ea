/**
 * Who there is and what they may do: accounts, organizations, teams, roles, sessions, second factors, API keys, and the keys that sign access tokens.
 *
 * <ul>
 *   <li>{@code account} people: made once for the installation, members of organizations; passwords
 *   <li>{@code profile} what people and administrators change of accounts, and how addresses are proved · {@code membership} who may act
 *       in an organization, until he may no longer · {@code invitation} how people come in by mail · {@code letter} mail that waits
 *   <li>{@code bulk} many people at once: a CSV file of them is invited, and the members of an organization are one
 *   <li>{@code deletion} an account goes: first its organizations are asked, then it is erased
 *   <li>{@code organization}, {@code role}, {@code team} the organization is the tenant; roles are its data
 *   <li>{@code login} email and password, refresh, logout, {@code /me} · {@code session} sessions, refresh and access tokens
 *   <li>{@code mfa} second factors: a login's second step, who must have one, and who may take them
 *   <li>{@code wayin} the one list of what somebody comes in to an account by, and what becomes of it when its owner proves himself by mail
 *   <li>{@code audit} who did what: a chain of entries per organization, which only grows
 *   <li>{@code apikey} keys for programs, their exchange for tokens, and what they may not do
 *   <li>{@code oauth} the token endpoint and the metadata by which OAuth libraries find it
 *   <li>{@code password} an account changes its password, or resets a forgotten one by mail
 *   <li>{@code settings} what a person sets for all of its organizations, and an organization for all of its members
 *   <li>{@code oidc} logins by an external OpenID provider, and who an account is there
 *   <li>{@code gitconnection} where an account keeps its code, and the token that lets it in, encrypted
 *   <li>{@code signingkey} keys from NEXT to RETIRED, the JWKS, the master key
 * </ul>
 *
 * <p>Accounts, organizations, roles and teams go through the Hibernate session's door; login, sessions and keys of both kinds, which no organization
 * owns or which every request waits for, through the pg client's.
 */
package io.steward.identity;
