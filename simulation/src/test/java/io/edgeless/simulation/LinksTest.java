package io.edgeless.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.simulation.Part.DiskFate;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Calls between two processes of which any may fail.
class LinksTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Scheduler scheduler = new Scheduler();
    private final Dice dice = new Dice(1);
    private final Links links = new Links(scheduler, dice);
    private final Trace trace = new Trace(scheduler, false);
    private final Setting setting =
            new Setting(scheduler, dice, trace, links, new Witness(trace), Variant.NONE);
    private final Part caller = new Idle(setting, "caller");
    private final Part callee = new Idle(setting, "callee");
    private final List<Answer<String>> answers = new ArrayList<>();
    private final List<Consumer<Answer<String>>> requests = new ArrayList<>();

    private static final class Idle extends Part {

        Idle(Setting setting, String name) {
            super(setting, name);
        }

        @Override
        void begin() {}

        @Override
        void end() {}
    }

    @BeforeEach
    void start() {
        caller.start();
        callee.start();
    }

    private void call() {
        links.<String>call(caller, callee, DEADLINE, requests::add, answers::add);
    }

    private void pass(long seconds) {
        scheduler.runUntil(scheduler.now() + seconds * SECOND);
    }

    private Code failure() {
        assertThat(answers).hasSize(1);
        return ((Answer.Failed<String>) answers.getFirst()).error().code();
    }

    @Test
    void call_isAnswered() {
        call();
        pass(1);
        requests.getFirst().accept(Answer.of("yes"));
        pass(1);
        assertThat(answers).containsExactly(Answer.of("yes"));
    }

    @Test
    void call_thatArrivesTwice_isAnsweredOnce() {
        links.twicePermille = 1_000;
        call();
        pass(1);
        assertThat(requests).hasSize(2);
        requests.forEach(request -> request.accept(Answer.of("yes")));
        pass(1);
        assertThat(answers).containsExactly(Answer.of("yes"));
    }

    @Test
    void call_neverAnswered_endsAtItsDeadline() {
        call();
        pass(9);
        assertThat(answers).isEmpty();
        pass(2);
        assertThat(failure()).isEqualTo(Code.DEADLINE_EXCEEDED);
    }

    @Test
    void call_toDeadProcess_isRefused() {
        callee.die(DiskFate.KEPT);
        call();
        pass(1);
        assertThat(failure()).isEqualTo(Code.UNAVAILABLE);
        assertThat(requests).isEmpty();
    }

    @Test
    void call_whoseAnswererDies_fails() {
        call();
        pass(1);
        callee.die(DiskFate.KEPT);
        pass(60);
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void call_whoseCallerDies_isForgotten() {
        call();
        pass(1);
        caller.bounce(DiskFate.KEPT, SECOND);
        requests.getFirst().accept(Answer.of("yes"));
        pass(60);
        assertThat(answers).isEmpty();
    }

    @Test
    void call_overACutLink_reachesNobody() {
        links.cut(caller, callee);
        call();
        pass(60);
        assertThat(requests).isEmpty();
        assertThat(answers).hasSize(1);
    }

    @Test
    void call_toAFrozenProcess_arrivesWhenItThaws() {
        callee.freeze(5 * SECOND);
        call();
        pass(4);
        assertThat(requests).isEmpty();
        pass(2);
        assertThat(requests).hasSize(1);
    }
}
