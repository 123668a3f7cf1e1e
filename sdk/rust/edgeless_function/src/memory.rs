//! The memory a node and a guest share: the three `edgeless_mem_*` exports and the slot that keeps a reply alive.
//!
//! The node allocates the inputs of a handler and frees them after it; before every event but the first it calls
//! `edgeless_mem_clear`. An empty buffer takes no memory: its address is that of a marker, and freeing it does nothing.

#[cfg(not(feature = "std"))]
use arena as backend;
#[cfg(feature = "std")]
use heap as backend;

static EMPTY: usize = 0;

/// Allocates `size` bytes, aligned like `usize`. Null when there is no memory left.
#[unsafe(no_mangle)]
pub extern "C" fn edgeless_mem_alloc(size: usize) -> *mut u8 {
    if size == 0 { (&raw const EMPTY).cast_mut().cast() } else { backend::allocate(size) }
}

/// Frees what [`edgeless_mem_alloc`] returned for the same `size`.
///
/// # Safety
/// `ptr` must come from `edgeless_mem_alloc(size)` and must not be used or freed again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn edgeless_mem_free(ptr: *mut u8, size: usize) {
    if size != 0 {
        unsafe { backend::free(ptr, size) }
    }
}

/// The node is about to deliver the next event: whatever the last one left behind for the node may go.
#[unsafe(no_mangle)]
pub extern "C" fn edgeless_mem_clear() {
    backend::clear()
}

/// Keeps a buffer of [`edgeless_mem_alloc`] alive until the next event, in place of the one kept so far.
pub(crate) fn keep_until_next_event(ptr: *mut u8, size: usize) {
    backend::keep(ptr, size)
}

#[cfg(feature = "std")]
mod heap {
    use std::alloc::{GlobalAlloc, Layout, System};
    use std::cell::Cell;

    thread_local! {
        /// The one reply kept for the node: address and length.
        static KEPT: Cell<Option<(*mut u8, usize)>> = const { Cell::new(None) };
    }

    pub fn allocate(size: usize) -> *mut u8 {
        match layout(size) {
            Some(layout) => unsafe { System.alloc(layout) },
            None => core::ptr::null_mut(),
        }
    }

    pub unsafe fn free(ptr: *mut u8, size: usize) {
        if let Some(layout) = layout(size) {
            unsafe { System.dealloc(ptr, layout) }
        }
    }

    pub fn keep(ptr: *mut u8, size: usize) {
        free_kept(KEPT.replace(Some((ptr, size))));
    }

    pub fn clear() {
        free_kept(KEPT.take());
    }

    fn free_kept(kept: Option<(*mut u8, usize)>) {
        if let Some((ptr, size)) = kept {
            unsafe { super::edgeless_mem_free(ptr, size) }
        }
    }

    fn layout(size: usize) -> Option<Layout> {
        Layout::from_size_align(size, align_of::<usize>()).ok()
    }
}

#[cfg(not(feature = "std"))]
mod arena {
    use core::cell::UnsafeCell;

    const ARENA_BYTES: usize = 32 * 1024;

    #[repr(C, align(8))]
    struct Arena {
        bytes: UnsafeCell<[u8; ARENA_BYTES]>,
        used: UnsafeCell<usize>,
    }

    /// A guest has one thread, so nothing ever touches the arena at the same time.
    unsafe impl Sync for Arena {}

    static ARENA: Arena = Arena { bytes: UnsafeCell::new([0; ARENA_BYTES]), used: UnsafeCell::new(0) };

    /// Takes the next bytes of the arena; ends the instance when they are used up.
    pub fn allocate(size: usize) -> *mut u8 {
        let used = unsafe { &mut *ARENA.used.get() };
        let start = *used;
        if size > ARENA_BYTES - start {
            panic!("arena exhausted");
        }
        *used = (start + size).next_multiple_of(align_of::<usize>()).min(ARENA_BYTES);
        unsafe { ARENA.bytes.get().cast::<u8>().add(start) }
    }

    /// The arena is emptied as a whole, by [`clear`].
    pub unsafe fn free(_ptr: *mut u8, _size: usize) {}

    /// A reply lies in the arena, which is not touched before the next event anyway.
    pub fn keep(_ptr: *mut u8, _size: usize) {}

    pub fn clear() {
        unsafe { *ARENA.used.get() = 0 }
    }
}
