/** Bounds the connections of an HTTP server on Netty, before anything is read from them. In a jar of its own, where Netty's service loader finds it. */
package io.steward.http;
