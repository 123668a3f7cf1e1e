/// How an event travels: mailboxes, cells, calls, and the way to other nodes.
@NullMarked
package io.edgeless.dataplane;

import org.jspecify.annotations.NullMarked;
