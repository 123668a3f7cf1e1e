package io.edgeless.controller;

import io.edgeless.fuzzing.Replay;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

import java.util.stream.Stream;

class FuzzReplayTest {

    @TestFactory
    Stream<DynamicContainer> everyTarget_standsItsSeedsAndTheirMutants() {
        return Replay.targetsBeside(FuzzReplayTest.class);
    }
}
