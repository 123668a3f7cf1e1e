package io.edgeless.resource.builtin.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The body of a request. The server of the JDK takes the size of a chunk beyond 32 bits for a
/// negative one and then throws what says that we had made a mistake: it is the client's.
final class RequestBody extends FilterInputStream {

    RequestBody(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IndexOutOfBoundsException e) {
            throw invalid(e);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (IndexOutOfBoundsException e) {
            throw invalid(e);
        }
    }

    private static IOException invalid(IndexOutOfBoundsException cause) {
        return new IOException("invalid chunk length", cause);
    }
}
