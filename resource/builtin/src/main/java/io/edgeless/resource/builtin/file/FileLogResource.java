package io.edgeless.resource.builtin.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventKind;
import io.edgeless.component.Outcome;
import io.edgeless.component.Resource;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Adds each event as a line to a file, with one write to the operating system per line: it is
/// there for readers when the event has been handled, and lines of several logs sharing a file do
/// not mix. A line that cannot be written is given up and counted; the next one tries again.
/// Handled by one thread at a time; closed from any.
final class FileLogResource implements Resource {

    private static final Outcome WRITTEN = new Outcome.Reply(new byte[0]);

    private final Path file;
    private final World world;
    private final LineBuilder lines;
    private final Counter written;
    private final Counter failed;
    private final ReentrantLock lock = new ReentrantLock();

    /// Empty after a failed write and after closing.
    @GuardedBy("lock")
    private Optional<Disk.Appender> appender;

    /// Whether the file may end in the middle of a line.
    @GuardedBy("lock")
    private boolean isTorn;

    @GuardedBy("lock")
    private boolean isClosed;

    private FileLogResource(
            Path file, LogFormat format, World world, Counters counters, Disk.Appender appender) {
        this.file = file;
        this.world = world;
        this.lines = new LineBuilder(format);
        this.written = counters.counter(FileMetric.FILE_LOG_LINES);
        this.failed = counters.counter(FileMetric.FILE_LOG_FAILURES);
        this.appender = Optional.of(appender);
    }

    /// Opens the file, or throws [DiskException].
    static FileLogResource open(Path file, LogFormat format, World world, Counters counters) {
        return new FileLogResource(file, format, world, counters, world.disk().extend(file));
    }

    @Override
    public Outcome handle(Event event) {
        byte[] line = lines.line(event, world.clock().epochNanos());
        lock.lock();
        try {
            if (isClosed) {
                return failure("the log " + file + " is closed");
            }
            write(line);
            written.add(1);
        } catch (DiskException e) {
            isTorn = true;
            dropAppender();
            return failure(e.getMessage());
        } finally {
            lock.unlock();
        }
        return event.kind() == EventKind.CALL ? WRITTEN : Outcome.NO_REPLY;
    }

    @GuardedBy("lock")
    private void write(byte[] line) {
        Disk.Appender open = appender.orElseGet(() -> world.disk().extend(file));
        appender = Optional.of(open);
        if (isTorn) {
            open.write(new byte[] {'\n'});
            isTorn = false;
        }
        open.write(line);
    }

    private Outcome failure(String reason) {
        failed.add(1);
        return new Outcome.Failed(reason);
    }

    @GuardedBy("lock")
    private void dropAppender() {
        try {
            appender.ifPresent(Disk.Appender::close);
        } catch (DiskException e) {
            // Nothing is kept back in memory, so that nothing can be lost here.
        } finally {
            appender = Optional.empty();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            dropAppender();
        } finally {
            lock.unlock();
        }
    }
}
