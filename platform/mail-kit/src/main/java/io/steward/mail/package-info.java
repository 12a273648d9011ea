/** Mail by SMTP, for the services that send it: the connection with its bounds, what came of an attempt, when to try again. No texts. */
package io.steward.mail;
