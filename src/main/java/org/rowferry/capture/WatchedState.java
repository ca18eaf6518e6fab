package org.rowferry.capture;

import java.util.Optional;

/**
 * The state of a watched table when it was read, to compare with at the next time.
 *
 * @param mark the largest value of its watermark, as the server prints it; empty where it has none
 * @param rows the digest of the rows that changes are looked for in
 * @param keys the digest of all keys; empty where they are not shipped
 */
public record WatchedState(Optional<String> mark, String rows, String keys) {}
