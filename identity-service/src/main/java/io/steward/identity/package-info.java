/**
 * Who there is and what they may do: accounts, organizations, teams, roles, sessions, API keys, and the keys that sign access tokens.
 *
 * <ul>
 *   <li>{@code account} people: made once for the installation, members of organizations; passwords
 *   <li>{@code deletion} an account goes: first its organizations are asked, then it is erased
 *   <li>{@code organization}, {@code role}, {@code team} the organization is the tenant; roles are its data
 *   <li>{@code login} email and password, refresh, logout, {@code /me} · {@code session} sessions, refresh and access tokens
 *   <li>{@code audit} who did what: a chain of entries per organization, which only grows
 *   <li>{@code apikey} keys for programs, their exchange for tokens, and what they may not do
 *   <li>{@code password} an account changes its password, or resets a forgotten one by mail
 *   <li>{@code signingkey} keys from NEXT to RETIRED, the JWKS, the master key
 * </ul>
 *
 * <p>Accounts, organizations, roles and teams go through the Hibernate session's door; login, sessions and keys of both kinds, which no organization
 * owns or which every request waits for, through the pg client's.
 */
package io.steward.identity;
