/**
 * Mail that goes out on its own time: what is to be sent is stored with the change that asks for it; a worker asks the feature that it
 * is of what it says, and sends it at least once.
 */
package io.steward.identity.letter;
