/**
 * How a server is named: URIs, keywords, service and password files, TLS, as PostgreSQL's own programs read them.
 *
 * <p>Leans on {@code config}, {@code schema} and {@code report}, and knows the driver's names of properties. Must never open a connection.
 */
@NullMarked
package org.rowferry.connection;

import org.jspecify.annotations.NullMarked;
