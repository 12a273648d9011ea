/** Many people at once: a file of them is invited, and an organization's members are a file. */
package io.steward.identity.bulk;
