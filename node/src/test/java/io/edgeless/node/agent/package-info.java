/// Tests of the agent's core by scripted inputs.
@NullMarked
package io.edgeless.node.agent;

import org.jspecify.annotations.NullMarked;
