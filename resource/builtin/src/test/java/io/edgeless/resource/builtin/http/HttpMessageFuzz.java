package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Allocation;
import io.edgeless.fuzzing.Completeness;
import io.edgeless.fuzzing.FuzzTarget;

/// The HTTP messages that functions write as JSON: a message that can be written and read again, or
/// a reason.
final class HttpMessageFuzz implements FuzzTarget {

    private static final long ALLOCATED_MAX = 64 << 20;

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        switch (Allocation.within(ALLOCATED_MAX, () -> MessageReader.request(input))) {
            case Decoded.Malformed<RequestMessage>(String reason) ->
                    assertThat(reason).isNotBlank();
            case Decoded.Message<RequestMessage>(RequestMessage message) -> checkRequest(message);
        }
        switch (Allocation.within(ALLOCATED_MAX, () -> MessageReader.response(input))) {
            case Decoded.Malformed<ResponseMessage>(String reason) ->
                    assertThat(reason).isNotBlank();
            case Decoded.Message<ResponseMessage>(ResponseMessage message) ->
                    checkResponse(message);
        }
    }

    private static void checkRequest(RequestMessage message) {
        Completeness.check(message);
        byte[] written = MessageWriter.write(message);
        assertThat(MessageReader.request(written))
                .isInstanceOfSatisfying(
                        Decoded.Message.class,
                        again ->
                                assertThat(MessageWriter.write((RequestMessage) again.message()))
                                        .isEqualTo(written));
        EgressTarget.of(message).ifPresent(HttpMessageFuzz::checkTarget);
    }

    private static void checkTarget(EgressTarget target) {
        assertThat(target.host()).isNotEmpty();
        assertThat(target.port()).isBetween(0, 65_535);
        assertThat(target.isSameOrigin(target)).isTrue();
        assertThat(EgressTarget.of(target.uri().toString())).isPresent();
    }

    private static void checkResponse(ResponseMessage message) {
        Completeness.check(message);
        byte[] written = MessageWriter.write(message);
        assertThat(MessageReader.response(written))
                .isInstanceOfSatisfying(
                        Decoded.Message.class,
                        again ->
                                assertThat(MessageWriter.write((ResponseMessage) again.message()))
                                        .isEqualTo(written));
    }

    @Override
    public int mutantsInBuild() {
        return 1_000;
    }
}
