/// The program: servers, the loop that feeds the core, and the calls to the orchestrators.
@NullMarked
package io.edgeless.controller;

import org.jspecify.annotations.NullMarked;
