package io.edgeless.cli.session;

import io.edgeless.world.Clock;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Tells a person at a terminal what a command waits for and for how long, in one line that is gone
/// afterwards. Its own thread asks and writes until it is closed; nobody else writes meanwhile.
public final class Waiting implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(500);

    /// A longer line would be broken, and its first part would stay.
    private static final int LENGTH_MAX = 79;

    private static final String ERASE = "\r\u001b[K";

    private final CountDownLatch over = new CountDownLatch(1);
    private final PrintWriter err;
    private final Optional<Thread> teller;

    /// Says nothing.
    Waiting(PrintWriter err) {
        this.err = err;
        this.teller = Optional.empty();
    }

    /// @param what is asked again and again, on another thread; interrupted at the end
    Waiting(PrintWriter err, Terminal terminal, Clock clock, Supplier<String> what) {
        this.err = err;
        long begin = clock.nanos();
        this.teller =
                Optional.of(
                        Thread.ofVirtual()
                                .name("waiting")
                                .start(() -> tell(terminal, clock, begin, what)));
    }

    private void tell(Terminal terminal, Clock clock, long begin, Supplier<String> what) {
        try {
            do {
                String text = Console.printable(what.get());
                long seconds = Duration.ofNanos(clock.nanos() - begin).toSeconds();
                err.print(ERASE + terminal.dim(line(text, " (" + seconds + " s)")));
                err.flush();
            } while (!over.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String line(String text, String seconds) {
        int room = LENGTH_MAX - seconds.length();
        return (text.length() > room ? text.substring(0, room - 1) + "…" : text) + seconds;
    }

    /// Ends the line and its thread.
    @Override
    public void close() {
        over.countDown();
        teller.ifPresent(thread -> {
            thread.interrupt();
            join(thread);
            err.print(ERASE);
            err.flush();
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
