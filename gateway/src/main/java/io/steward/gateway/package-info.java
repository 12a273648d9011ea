/**
 * The one door of the suite: it decides who may knock and where a request goes, and knows no business word.
 *
 * <ul>
 *   <li>{@code proxy}: the way of a request, from the checks ({@code Gate}) to the service and back ({@code Exchange})
 *   <li>{@code route}: prefixes, services and which paths are refused outright
 *   <li>{@code token}: access tokens, the issuer's keys, the cache of verified tokens
 *   <li>{@code revocation}: the ended sessions, read from Kafka
 *   <li>{@code limit}: sizes and rates
 *   <li>{@code trace}: request id and trace context
 *   <li>{@code problem}: the gateway's own error documents
 *   <li>{@code openapi}: the merged API document and its page
 *   <li>{@code cors}: answers to browsers of other origins, when any is allowed
 * </ul>
 */
package io.steward.gateway;
