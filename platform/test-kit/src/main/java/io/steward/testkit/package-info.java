/** Real servers, tokens, an event probe, a look past the tenant wall and the architecture rules, for the tests of every service. */
package io.steward.testkit;
