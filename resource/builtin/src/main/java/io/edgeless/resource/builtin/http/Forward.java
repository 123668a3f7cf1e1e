package io.edgeless.resource.builtin.http;

import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A whole request on its way to a function, and the function's answer on its way back.
record Forward(RequestHead head, byte[] body, HttpIngressSettings settings) {

    private static final Logger LOGGER = LoggerFactory.getLogger(Forward.class);
    private static final int STATUS_MIN = 200;
    private static final int STATUS_MAX = 999;

    private static final Answer ACCEPTED = Answer.text(200, "OK");
    private static final Answer NO_CONTENT = Answer.text(204, "");
    private static final Answer NOT_FOUND = Answer.text(404, "Not Found");
    private static final Answer TOO_LARGE =
            Answer.text(413, "the request is larger than events may be");
    private static final Answer NOT_TEXT =
            Answer.text(415, "the body must be UTF-8 text unless the resource encodes it");
    private static final Answer OVERLOADED =
            Answer.busy(429, "the function is overloaded; try again");
    private static final Answer CALLEE_FAILED = Answer.text(502, "the function failed");
    private static final Answer UNREACHABLE =
            Answer.busy(503, "the function cannot be reached now; try again");
    private static final Answer LATE = Answer.text(504, "the function did not answer in time");

    Answer to(HttpIngressResource resource) {
        return resource.rule().isAsync() ? cast(resource) : call(resource);
    }

    private Answer cast(HttpIngressResource resource) {
        byte[] payload = body;
        if (resource.rule().isBase64()) {
            payload = Base64.getEncoder().encode(body);
        } else if (!isText(body)) {
            return NOT_TEXT;
        }
        CastResult result = resource.outputs().cast(HttpIngressResource.NEW_REQUEST, payload);
        return switch (result) {
            case ACCEPTED -> ACCEPTED;
            case UNKNOWN_CHANNEL -> NOT_FOUND;
            case UNREACHABLE, STOPPED -> UNREACHABLE;
            case OVERLOADED -> OVERLOADED;
            case TOO_LARGE -> TOO_LARGE;
        };
    }

    private static boolean isText(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private Answer call(HttpIngressResource resource) {
        var request =
                new RequestMessage(
                        head.method(),
                        Protocol.UNKNOWN,
                        head.host(),
                        head.path(),
                        Optional.of(body),
                        head.headers());
        CallResult result =
                resource.outputs()
                        .call(
                                HttpIngressResource.NEW_REQUEST,
                                MessageWriter.write(request),
                                settings.answerWithin().toMillis());
        return switch (result) {
            case CallResult.Reply(byte[] payload) -> reply(payload);
            case CallResult.NoReply _ -> NO_CONTENT;
            case CallResult.Failed(CallResult.Failure failure, String detail) -> {
                LOGGER.debug("a request to {} failed: {}", resource.url(), detail);
                yield failed(failure);
            }
        };
    }

    private static Answer failed(CallResult.Failure failure) {
        return switch (failure) {
            case CALLEE_FAILED, ENTANGLED -> CALLEE_FAILED;
            case UNKNOWN_CHANNEL -> NOT_FOUND;
            case UNREACHABLE, STOPPED -> UNREACHABLE;
            case OVERLOADED -> OVERLOADED;
            case DEADLINE -> LATE;
            case TOO_LARGE -> TOO_LARGE;
        };
    }

    private static Answer reply(byte[] payload) {
        return switch (MessageReader.response(payload)) {
            case Decoded.Malformed<ResponseMessage>(String reason) -> badReply(reason);
            case Decoded.Message<ResponseMessage>(ResponseMessage message) -> {
                int status = message.status();
                yield status < STATUS_MIN || status > STATUS_MAX
                        ? badReply("status " + status)
                        : new Answer(status, message.headers(), message.body().orElse(new byte[0]));
            }
        };
    }

    private static Answer badReply(String reason) {
        return Answer.text(502, "the function's answer is no HTTP response: " + reason);
    }
}
