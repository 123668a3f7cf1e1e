package io.edgeless.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class DataFolderTest {

    private final Disk disk = World.real().disk();

    @TempDir private Path temporary;

    @Test
    void secondOpener_isToldWhatToDo() {
        Path path = temporary.resolve("a").resolve("node-1");
        var first = (DataFolder.Opened) DataFolder.open(disk, path);

        assertThat(DataFolder.open(disk, path))
                .isEqualTo(
                        new DataFolder.Busy(
                                "the data folder "
                                        + path
                                        + " is in use by another process; stop that one or set"
                                        + " data_dir"));
        assertThat(first.folder().path()).isEqualTo(path);
        first.folder().close();
    }

    @Test
    void closing_letsTheNextOneIn() {
        ((DataFolder.Opened) DataFolder.open(disk, temporary)).folder().close();

        DataFolder.Opening second = DataFolder.open(disk, temporary);

        assertThat(second).isInstanceOf(DataFolder.Opened.class);
        ((DataFolder.Opened) second).folder().close();
    }

    @Test
    void folderThatCannotBeMade_isExplained() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "not a folder");

        assertThat(DataFolder.open(disk, file.resolve("data")))
                .isInstanceOfSatisfying(
                        DataFolder.Busy.class,
                        busy ->
                                assertThat(busy.message())
                                        .contains("cannot create the folder " + file)
                                        .endsWith("set data_dir to a folder to write in"));
    }
}
