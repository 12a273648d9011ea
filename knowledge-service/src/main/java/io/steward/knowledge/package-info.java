/**
 * Owns knowledge: articles, every version of them, their tags, and finding what the reader may see.
 *
 * <ul>
 *   <li>{@code article} drafting and publishing; the aggregate, edited by Hibernate Reactive
 *   <li>{@code search} reading one, listing, full-text search and suggestions while a ticket's title is typed; the pg client
 *   <li>{@code directory} the local replica of teams and their members, and the consumer that feeds it
 * </ul>
 *
 * <p>Who may read an article is one rule, {@code may_read} in {@code V5__reading.sql}, used by every way to one.
 */
package io.steward.knowledge;
