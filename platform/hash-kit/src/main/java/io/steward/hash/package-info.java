/** Hashing passwords, for the service that does it and for what measures it. */
package io.steward.hash;
