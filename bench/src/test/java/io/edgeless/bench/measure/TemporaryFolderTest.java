package io.edgeless.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class TemporaryFolderTest {

    @Test
    void close_filledFolder_isGone() throws IOException {
        TemporaryFolder folder = TemporaryFolder.create();
        Path inner = Files.createDirectory(folder.path().resolve("inner"));
        Files.writeString(inner.resolve("file"), "text");
        folder.close();
        assertThat(folder.path()).doesNotExist();
    }
}
