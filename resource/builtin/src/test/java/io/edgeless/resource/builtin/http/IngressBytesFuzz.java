package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.component.CallResult;
import io.edgeless.fuzzing.FuzzTarget;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// Any bytes on a connection to an ingress that runs, split where the input says: every answer is
/// an HTTP response other than that of a bug of ours, the connection ends, and the next client is
/// served.
///
/// The first byte says after how many bytes the connection is flushed, again and again. The
/// function behind the ingress answers with the body of the request, so that the input can be an
/// answer, too.
final class IngressBytesFuzz implements FuzzTarget {

    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final byte[] GOOD =
            "GET /good HTTP/1.1\r\nHost: good\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1);

    /// One for all inputs; ends with the process.
    private static final int PORT = start();

    @SuppressWarnings("resource")
    private static int start() {
        var ingress = new RunningIngress(Map.of("http_ingress_head_seconds", 5L));
        ingress.outputs.forget();
        ingress.outputs.answerCalls(IngressBytesFuzz::bodyOf);
        ingress.resource(Map.of());
        ingress.resource(Map.of("host", "cast", "async", "true"));
        ingress.resource(Map.of("host", "base64", "async", "true", "encode_base64", "true"));
        return ingress.port();
    }

    private static CallResult bodyOf(byte[] request) {
        return MessageReader.request(request)
                        instanceof Decoded.Message<RequestMessage>(RequestMessage message)
                ? new CallResult.Reply(message.body().orElse(new byte[0]))
                : CallResult.NO_REPLY;
    }

    @FuzzTest
    @Override
    public void fuzz(byte[] input) throws IOException {
        int step = input.length == 0 ? 1 : 1 + (input[0] & 0xff);
        String answer =
                exchange(Arrays.copyOfRange(input, Math.min(1, input.length), input.length), step);
        if (!answer.isEmpty()) {
            assertThat(answer).matches("(?s)HTTP/1\\.[01] [1-5][0-9][0-9] .*");
            assertThat(answer).doesNotStartWith("HTTP/1.1 500");
        }
        assertThat(exchange(GOOD, GOOD.length)).startsWith("HTTP/1.1 502 ");
    }

    private static String exchange(byte[] request, int step) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            try {
                send(socket, request, step);
            } catch (SocketException e) {
                // It was refused before all of it was sent, which is the server's right.
            }
            return answer(socket.getInputStream());
        }
    }

    private static void send(Socket socket, byte[] request, int step) throws IOException {
        var out = socket.getOutputStream();
        for (int at = 0; at < request.length; at += step) {
            out.write(request, at, Math.min(step, request.length - at));
            out.flush();
        }
        socket.shutdownOutput();
    }

    private static String answer(InputStream in) throws IOException {
        try {
            return new String(in.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return "";
        }
    }

    @Override
    public int mutantsInBuild() {
        return 150;
    }
}
