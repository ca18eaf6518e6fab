/**
 * The demo: two embedded servers, a small shop, and the verbs that carry it from one to the other as a newcomer would
 * type them.
 *
 * <p>A part of the room {@code cli}. The embedded servers come with a checkout's build; nothing else may touch them.
 */
@NullMarked
package org.rowferry.cli.demo;

import org.jspecify.annotations.NullMarked;
