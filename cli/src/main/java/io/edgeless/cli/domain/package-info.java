/// Commands about domains, one class for each.
@NullMarked
package io.edgeless.cli.domain;

import org.jspecify.annotations.NullMarked;
