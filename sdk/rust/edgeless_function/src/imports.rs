//! The functions a node provides (WebAssembly import module `env`).
//!
//! The node copies all arguments before it returns, so they stay with the guest.

#[cfg_attr(target_arch = "wasm32", link(wasm_import_module = "env"))]
unsafe extern "C" {
    pub fn cast_raw_asm(node_id: *const u8, component_id: *const u8, payload: *const u8, payload_len: usize);
    pub fn cast_asm(target: *const u8, target_len: usize, payload: *const u8, payload_len: usize);
    pub fn call_raw_asm(
        node_id: *const u8,
        component_id: *const u8,
        payload: *const u8,
        payload_len: usize,
        out_ptr: *mut *mut u8,
        out_len: *mut usize,
    ) -> i32;
    pub fn call_asm(
        target: *const u8,
        target_len: usize,
        payload: *const u8,
        payload_len: usize,
        out_ptr: *mut *mut u8,
        out_len: *mut usize,
    ) -> i32;
    pub fn telemetry_log_asm(level: usize, target: *const u8, target_len: usize, msg: *const u8, msg_len: usize);
    pub fn slf_asm(out_node_id: *mut u8, out_component_id: *mut u8);
    pub fn delayed_cast_asm(delay_ms: u64, target: *const u8, target_len: usize, payload: *const u8, payload_len: usize);
    pub fn sync_asm(data: *const u8, data_len: usize);
}
