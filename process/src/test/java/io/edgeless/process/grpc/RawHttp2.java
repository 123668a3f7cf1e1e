package io.edgeless.process.grpc;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// A client that speaks HTTP/2 by hand, to say what no library would.
final class RawHttp2 implements AutoCloseable {

    static final int END_STREAM = 1;

    private static final int END_HEADERS = 4;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int CANCEL = 8;
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final DataOutputStream out;

    /// Connects and says nothing yet.
    RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        out = new DataOutputStream(socket.getOutputStream());
    }

    RawHttp2 hello() throws IOException {
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        return this;
    }

    /// Begins a call of the echo method.
    void call(int stream, Map<String, String> extra) throws IOException {
        Map<String, String> headers = new TreeMap<>(extra);
        headers.put(":method", "POST");
        headers.put(":scheme", "http");
        headers.put(":path", "/" + EchoService.ECHO.getFullMethodName());
        headers.put(":authority", "localhost");
        headers.put("content-type", "application/grpc");
        headers.put("te", "trailers");
        var block = new ByteArrayOutputStream();
        headers.forEach((name, value) -> {
            block.write(0);
            text(block, name);
            text(block, value);
        });
        frame(HEADERS, END_HEADERS, stream, block.toByteArray());
    }

    /// A part of a message that says it has this many bytes.
    void message(int flags, int stream, int claimed, byte[] bytes) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(5 + bytes.length).put((byte) 0).putInt(claimed);
        frame(DATA, flags, stream, data.put(bytes).array());
    }

    void reset(int stream) throws IOException {
        frame(RESET, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
    }

    /// Everything that the server says until it closes the connection.
    String untilClosed() throws IOException {
        var said = new ByteArrayOutputStream();
        try (InputStream in = socket.getInputStream()) {
            in.transferTo(said);
        } catch (SocketException e) {
            said.write('!');
        }
        return said.toString(StandardCharsets.ISO_8859_1);
    }

    /// What the server says until it has said this.
    String until(String wanted) throws IOException {
        var said = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            said.append((char) next);
            if (said.indexOf(wanted) >= 0) {
                return said.toString();
            }
        }
        throw new AssertionError("the connection was closed without " + wanted + ": " + said);
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(
                ByteBuffer.allocate(9 + payload.length)
                        .putInt(payload.length << 8 | type)
                        .put((byte) flags)
                        .putInt(stream)
                        .put(payload)
                        .array());
    }

    /// As HPACK writes a text without compression.
    private static void text(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (length -= 127; length >= 128; length /= 128) {
                block.write(length % 128 + 128);
            }
            block.write(length);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
