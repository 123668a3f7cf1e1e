//! Answers every call with `test_reply_0123456789`, and spoils the answer the way functions built for EDGELESS v1.2 do.
//!
//! Their SDK frees the buffer of a reply before it tells the node where the reply is; the allocator then writes its links
//! into the first bytes. [`v12`] repeats that on purpose, without the project's SDK.

use std::hint::black_box;

use v12::Buffer;

const REPLY: &[u8] = b"test_reply_0123456789";

#[unsafe(no_mangle)]
extern "C" fn handle_init_asm(_payload: *const u8, _payload_len: usize, _state: *const u8, _state_len: usize) {
    v12::fragment_heap();
}

#[unsafe(no_mangle)]
extern "C" fn handle_cast_asm(_node: *const u8, _component: *const u8, _payload: *const u8, _len: usize) {}

#[unsafe(no_mangle)]
unsafe extern "C" fn handle_call_asm(
    _node: *const u8,
    _component: *const u8,
    _payload: *const u8,
    _len: usize,
    out_ptr: *mut *mut u8,
    out_len: *mut usize,
) -> i32 {
    // Not a constant to the compiler, which would make a special `dealloc` for it.
    let (ptr, len) = Buffer::copy_of(black_box(REPLY)).consume();
    unsafe {
        out_ptr.write(ptr);
        out_len.write(len);
    }
    1
}

#[unsafe(no_mangle)]
extern "C" fn handle_stop_asm() {}

/// What matters of the old SDK.
mod v12 {
    use std::alloc::{Layout, alloc};

    pub struct Buffer {
        ptr: *mut u8,
        len: usize,
    }

    impl Buffer {
        pub fn copy_of(bytes: &[u8]) -> Buffer {
            let (ptr, len) = (edgeless_mem_alloc(bytes.len()), bytes.len());
            unsafe { ptr.copy_from_nonoverlapping(bytes.as_ptr(), len) };
            Buffer { ptr, len }
        }

        /// The address outlives the bytes: `self` is dropped here.
        pub fn consume(self) -> (*mut u8, usize) {
            (self.ptr, self.len)
        }
    }

    impl Drop for Buffer {
        fn drop(&mut self) {
            dealloc(self.ptr, self.len)
        }
    }

    /// More than a node's own buffers for one event can fill.
    const HOLES: usize = 16;

    /// Leaves holes of a reply's size between blocks in use: a buffer that is freed there gets links into its bytes.
    pub fn fragment_heap() {
        let holes: [Buffer; HOLES] = std::array::from_fn(|_| {
            let hole = Buffer::copy_of(super::REPLY);
            std::mem::forget(Buffer::copy_of(super::REPLY));
            hole
        });
        drop(holes);
    }

    #[unsafe(no_mangle)]
    extern "C" fn edgeless_mem_alloc(size: usize) -> *mut u8 {
        unsafe { alloc(layout(size)) }
    }

    #[unsafe(no_mangle)]
    extern "C" fn edgeless_mem_free(ptr: *mut u8, size: usize) {
        dealloc(ptr, size)
    }

    #[unsafe(no_mangle)]
    extern "C" fn edgeless_mem_clear() {}

    /// A function of its own, called from both places, as in modules built for v1.2.
    #[inline(never)]
    fn dealloc(ptr: *mut u8, size: usize) {
        unsafe { std::alloc::dealloc(ptr, layout(size)) }
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, align_of::<usize>()).expect("sizes of a node fit")
    }
}
