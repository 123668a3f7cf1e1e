package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

final class MessageJsonTest {

    @Test
    void request_isWrittenAsV12Does() {
        var request =
                new RequestMessage(
                        Method.POST,
                        Protocol.UNKNOWN,
                        "h:80",
                        "/a?\"b\"",
                        Optional.of(new byte[] {0, 9, 10, 99, 100, 127, -128, -1}),
                        Map.of("x-a", "b\\c"));
        assertThat(text(MessageWriter.write(request)))
                .isEqualTo(
                        "{\"method\":\"Post\",\"protocol\":\"Unknown\",\"host\":\"h:80\","
                                + "\"path\":\"/a?\\\"b\\\"\",\"body\":[0,9,10,99,100,127,128,255],"
                                + "\"headers\":{\"x-a\":\"b\\\\c\"}}");
    }

    @Test
    void response_isWrittenAsV12Does() {
        var response = new ResponseMessage(404, Optional.empty(), Map.of());
        assertThat(text(MessageWriter.write(response)))
                .isEqualTo("{\"body\":[],\"status\":404,\"headers\":{}}");
    }

    @Test
    void everyByte_survives() {
        byte[] body = new byte[256];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }
        var response = new ResponseMessage(200, Optional.of(body), Map.of("a", "b"));
        Decoded<ResponseMessage> read = MessageReader.response(MessageWriter.write(response));
        assertThat(read).isInstanceOf(Decoded.Message.class);
        ResponseMessage message = ((Decoded.Message<ResponseMessage>) read).message();
        assertThat(message.body()).hasValue(body);
        assertThat(message.headers()).isEqualTo(Map.of("a", "b"));
        assertThat(message.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":200,\"headers\":{}}",
                "{\"headers\":{},\"status\":200,\"body\":null}",
                "{\"body\":[ 1 , 2 ],\"extra\":{\"a\":[{}]},\"headers\":{},\"status\":200}",
                "{\"method\":1,\"host\":[2],\"headers\":{\"a\":\"\"},\"status\":65535}",
            })
    void response_inAnyOrderWithMoreKeys_isRead(String json) {
        assertThat(MessageReader.response(bytes(json))).isInstanceOf(Decoded.Message.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "[]",
                "{}",
                "{\"status\":200}",
                "{\"headers\":{}}",
                "{\"status\":\"200\",\"headers\":{}}",
                "{\"status\":200.5,\"headers\":{}}",
                "{\"status\":-1,\"headers\":{}}",
                "{\"status\":65536,\"headers\":{}}",
                "{\"status\":99999999999999999999999999,\"headers\":{}}",
                "{\"status\":200,\"headers\":[]}",
                "{\"status\":200,\"headers\":{\"a\":1}}",
                "{\"status\":200,\"headers\":{\"a\":{}}}",
                "{\"status\":200,\"headers\":{},\"body\":\"hi\"}",
                "{\"status\":200,\"headers\":{},\"body\":[-1]}",
                "{\"status\":200,\"headers\":{},\"body\":[256]}",
                "{\"status\":200,\"headers\":{},\"body\":[1.5]}",
                "{\"status\":200,\"headers\":{},\"body\":[null]}",
                "{\"status\":200,\"headers\":{},\"body\":[[1]]}",
                "{\"status\":200,\"headers\":{},\"body\":[1,",
                "{\"status\":200,\"headers\":{}} x",
                "{\"status\":200,\"headers\":{}",
                "{\"a\":\"\u0000\"}",
            })
    void response_thatIsNone_isMalformedWithAReason(String json) {
        assertThat(MessageReader.response(bytes(json)))
                .isInstanceOfSatisfying(
                        Decoded.Malformed.class,
                        malformed -> assertThat(malformed.reason()).isNotBlank());
    }

    @Test
    void response_nestedWithoutEnd_isMalformed() {
        String deep = "{\"a\":" + "[".repeat(100_000);
        assertThat(MessageReader.response(bytes(deep))).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void response_thatIsNoUtf8_isMalformed() {
        byte[] json = bytes("{\"status\":200,\"headers\":{\"a\":\"b\"}}");
        json[json.length - 4] = (byte) 0xff;
        assertThat(MessageReader.response(json)).isInstanceOf(Decoded.Malformed.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
