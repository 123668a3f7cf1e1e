package io.edgeless.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// Writes a `.tar.gz` (ustar) that is the same, byte for byte, whoever makes it of the same files:
/// no owner, one time, the permissions that it is told. Used by one thread, which closes it.
final class TarGz implements AutoCloseable {

    static final int PLAIN = 0644;
    static final int PROGRAM = 0755;

    private static final int BLOCK = 512;
    private static final int NAME_BYTES_MAX = 100;
    private static final int END_BLOCKS = 2;

    /// 2026-01-01, as in the jars.
    private static final long TIME = 1_767_225_600L;

    private final OutputStream out;

    private TarGz(OutputStream out) {
        this.out = out;
    }

    static TarGz create(Path file) throws IOException {
        return new TarGz(new GZIPOutputStream(Files.newOutputStream(file)));
    }

    void add(String name, byte[] bytes, int mode) throws IOException {
        out.write(header(name, bytes.length, mode));
        out.write(bytes);
        out.write(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
    }

    private static byte[] header(String name, int size, int mode) {
        if (name.length() > NAME_BYTES_MAX) {
            throw new IllegalArgumentException("too long for the archive: " + name);
        }
        byte[] header = new byte[BLOCK];
        text(header, 0, name);
        text(header, 100, "%07o".formatted(mode));
        text(header, 108, "%07o".formatted(0));
        text(header, 116, "%07o".formatted(0));
        text(header, 124, "%011o".formatted(size));
        text(header, 136, "%011o".formatted(TIME));
        text(header, 148, "        ");
        text(header, 156, "0");
        text(header, 257, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each;
        }
        text(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void text(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[END_BLOCKS * BLOCK]);
        out.close();
    }
}
