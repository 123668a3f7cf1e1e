//! Bytes in the memory that a node and a guest share.

use core::ops::{Deref, DerefMut};

use crate::memory;

/// Owns one buffer of `edgeless_mem_alloc` and frees it when dropped.
///
/// Without the feature `std` the bytes lie in the arena: do not keep the buffer beyond the event it was made in.
pub struct OwnedByteBuff {
    ptr: *mut u8,
    len: usize,
}

/// The buffer belongs to its owner alone.
unsafe impl Send for OwnedByteBuff {}
unsafe impl Sync for OwnedByteBuff {}

impl OwnedByteBuff {
    /// Copies `data`. Ends the instance when there is no memory left.
    pub fn new_from_slice(data: &[u8]) -> Self {
        let ptr = memory::edgeless_mem_alloc(data.len());
        assert!(!ptr.is_null(), "out of memory");
        unsafe { core::ptr::copy_nonoverlapping(data.as_ptr(), ptr, data.len()) };
        OwnedByteBuff { ptr, len: data.len() }
    }

    /// Takes over a buffer that the node allocated through `edgeless_mem_alloc(len)`.
    pub(crate) unsafe fn from_node(ptr: *mut u8, len: usize) -> Self {
        OwnedByteBuff { ptr, len }
    }

    /// Gives the buffer to the node: address and length, readable until the next event or the next `consume`.
    ///
    /// # Safety
    /// The caller must not free the address, nor use it after one of the two moments named above.
    pub unsafe fn consume(self) -> (*mut u8, usize) {
        let (ptr, len) = (self.ptr, self.len);
        core::mem::forget(self);
        memory::keep_until_next_event(ptr, len);
        (ptr, len)
    }
}

impl Deref for OwnedByteBuff {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self.len {
            0 => &[],
            len => unsafe { core::slice::from_raw_parts(self.ptr, len) },
        }
    }
}

impl DerefMut for OwnedByteBuff {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self.len {
            0 => &mut [],
            len => unsafe { core::slice::from_raw_parts_mut(self.ptr, len) },
        }
    }
}

impl Drop for OwnedByteBuff {
    fn drop(&mut self) {
        unsafe { memory::edgeless_mem_free(self.ptr, self.len) }
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    #[test]
    fn new_from_slice_copies_the_bytes() {
        let mut buffer = OwnedByteBuff::new_from_slice(b"abc");
        buffer[0] = b'x';
        assert_eq!(b"xbc", &buffer[..]);
    }

    #[test]
    fn empty_buffer_has_an_address_and_no_bytes() {
        let buffer = OwnedByteBuff::new_from_slice(b"");
        assert!(buffer.is_empty() && !buffer.ptr.is_null());
    }

    #[test]
    fn consumed_buffer_lives_until_the_next_event() {
        let (ptr, len) = unsafe { OwnedByteBuff::new_from_slice(b"a reply of some length").consume() };
        let _other = OwnedByteBuff::new_from_slice(b"something else entirely");
        assert_eq!(b"a reply of some length", unsafe { core::slice::from_raw_parts(ptr, len) });
        memory::edgeless_mem_clear();
    }
}
