package io.edgeless.runtime.wasm.instance;

/// Makes sure that there is stack left for the host before the host changes anything.
///
/// A guest may recurse until the stack is used up. If its last call that still fits is a host
/// import, the overflow would strike in the middle of the host's own code and leave a lock held or
/// a queue half changed. So every import first goes down this many frames and comes back: if the
/// stack ends there, the error is thrown while nothing of the host has begun, and it is the trap of
/// the guest that used the stack up.
final class StackHeadroom {

    /// Frames to go down; with the width of a frame some 16 KiB when compiled, which is several
    /// times what the deepest host call (a log line, a remote call) needs.
    private static final int FRAMES = 32;

    private StackHeadroom() {}

    /// Throws StackOverflowError when the stack is nearly used up.
    static void touch() {
        down(FRAMES, 1, 2, 3, 4, 5, 6, 7);
    }

    private static long down(int frames, long a, long b, long c, long d, long e, long f, long g) {
        if (frames == 0) {
            return a;
        }
        return a + down(frames - 1, b, c, d, e, f, g, a) + b + c + d + e + f + g;
    }
}
