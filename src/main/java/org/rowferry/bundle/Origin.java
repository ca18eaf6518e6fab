package org.rowferry.bundle;

/**
 * Where a bundle's rows come from, for people to read.
 *
 * @param name the source's database
 * @param system the server's system identifier, a number of 64 bits without sign
 * @param server the server's version
 */
public record Origin(String name, String system, String server) {}
