/**
 * Real PostgreSQL, real Kafka and packaged services as child processes, without Docker.
 *
 * <p>Shared by the local stack and the test kit, so that a test fails for the same reason a user would. Start reading at
 * {@link io.steward.embedded.ChildProcess}; everything else is a command line and a question "is it ready?".
 */
package io.steward.embedded;
