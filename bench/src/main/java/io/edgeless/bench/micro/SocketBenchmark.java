package io.edgeless.bench.micro;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/// What the bare JDK needs to bring as many bytes over loopback: the baseline of [RemoteBenchmark].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class SocketBenchmark {

    /// An event with 100 bytes of payload on the wire.
    private static final int FRAME_BYTES = 206;

    private final byte[] frame = new byte[FRAME_BYTES];
    private ServerSocket listening;
    private Socket sink;
    private Socket echo;

    /// Called by JMH before the measurement.
    @Setup
    public void open() throws IOException {
        listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        sink = connect(false);
        echo = connect(true);
    }

    private Socket connect(boolean isEcho) throws IOException {
        Socket client = new Socket(listening.getInetAddress(), listening.getLocalPort());
        client.setTcpNoDelay(true);
        Socket server = listening.accept();
        server.setTcpNoDelay(true);
        Thread.startVirtualThread(() -> serve(server, isEcho));
        return client;
    }

    /// Until the client closes.
    private static void serve(Socket server, boolean isEcho) {
        byte[] read = new byte[FRAME_BYTES];
        try (server) {
            InputStream in = server.getInputStream();
            OutputStream out = server.getOutputStream();
            while (in.readNBytes(read, 0, FRAME_BYTES) == FRAME_BYTES) {
                if (isEcho) {
                    out.write(read);
                }
            }
        } catch (IOException e) {
            // The measurement is over.
        }
    }

    /// Called by JMH after the measurement.
    @TearDown
    public void close() throws IOException {
        sink.close();
        echo.close();
        listening.close();
    }

    /// One way, a system call for each event.
    @Benchmark
    public void frames() throws IOException {
        sink.getOutputStream().write(frame);
    }

    /// There and back.
    @Benchmark
    public void roundTrip() throws IOException {
        echo.getOutputStream().write(frame);
        echo.getInputStream().readNBytes(frame, 0, FRAME_BYTES);
    }
}
