/**
 * The public Kafka contract of Steward: one sealed interface per topic, one record per event, named in the past tense.
 *
 * <p>Payloads are JSON; the CloudEvents attributes travel as Kafka headers ({@link io.steward.events.CloudEventHeaders}). A change is
 * additive only; a breaking one is a new type. The JSON Schemas, golden samples and the AsyncAPI document lie in the resources of this
 * module and are checked against these records by the build.
 */
package io.steward.events;
