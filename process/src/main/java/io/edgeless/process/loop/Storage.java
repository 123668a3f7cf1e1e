package io.edgeless.process.loop;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.BlobStore;
import io.edgeless.world.DataFolder;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;
import io.edgeless.world.RecordLog;

import java.nio.file.Path;

/// The data folder of one program: its lock, the records of its core and its blobs. The main opens
/// it before the loop and closes it after.
///
/// @param folder locked
/// @param records for the loop, which then owns the log
/// @param blobs for whoever needs large values
public record Storage(DataFolder folder, RecordLog.Opened records, BlobStore blobs)
        implements AutoCloseable {

    private static final String RECORDS = "records";
    private static final String BLOBS = "blobs";

    /// Opens everything in the folder, or makes it.
    ///
    /// @throws StartupException when the folder is in use, cannot be written, or is of a newer
    ///   version
    public static Storage open(Disk disk, Path path) {
        return switch (DataFolder.open(disk, path)) {
            case DataFolder.Busy(String message) -> throw new StartupException(message);
            case DataFolder.Opened(DataFolder folder) -> open(disk, folder);
        };
    }

    private static Storage open(Disk disk, DataFolder folder) {
        try {
            BlobStore blobs = BlobStore.open(disk, folder.path().resolve(BLOBS));
            return switch (RecordLog.open(disk, folder.path().resolve(RECORDS))) {
                case RecordLog.Refused(String reason) -> throw new StartupException(reason);
                case RecordLog.Opened opened -> new Storage(folder, opened, blobs);
            };
        } catch (DiskException e) {
            folder.close();
            throw new StartupException(e.getMessage() + "; set data_dir to another folder", e);
        } catch (StartupException e) {
            folder.close();
            throw e;
        }
    }

    /// Frees the folder; the log too, in case no loop took it over.
    @Override
    public void close() {
        records.log().close();
        folder.close();
    }
}
