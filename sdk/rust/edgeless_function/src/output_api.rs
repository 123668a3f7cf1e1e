//! What a function may ask of its node.

use crate::owned_data::OwnedByteBuff;
use crate::{CallRet, InstanceId, imports};

/// Return code of both call imports for an answer that lies at the stored address.
const REPLY: i32 = 1;
/// Return code of both call imports for a call that was handled without an answer.
const NO_REPLY: i32 = 0;

/// Sends `msg` to whatever the workflow connects to the output `name`; `self` is this instance. Does not wait.
pub fn cast(name: &str, msg: &[u8]) {
    unsafe { imports::cast_asm(name.as_ptr(), name.len(), msg.as_ptr(), msg.len()) }
}

/// Like [`cast`], after `delay_ms` milliseconds.
pub fn delayed_cast(delay_ms: u64, name: &str, msg: &[u8]) {
    unsafe { imports::delayed_cast_asm(delay_ms, name.as_ptr(), name.len(), msg.as_ptr(), msg.len()) }
}

/// Sends `msg` to one known instance, for instance the source of an earlier event. Does not wait.
pub fn cast_raw(target: InstanceId, msg: &[u8]) {
    let (node, component) = (target.node_id.as_ptr(), target.component_id.as_ptr());
    unsafe { imports::cast_raw_asm(node, component, msg.as_ptr(), msg.len()) }
}

/// Sends `msg` to whatever the workflow connects to the output `name` and waits for its answer.
///
/// No other event reaches this instance meanwhile; a call to `self` therefore can never be answered.
pub fn call(name: &str, msg: &[u8]) -> CallRet {
    answer_of(|answer| unsafe {
        let (ptr, len) = (&raw mut answer.ptr, &raw mut answer.len);
        imports::call_asm(name.as_ptr(), name.len(), msg.as_ptr(), msg.len(), ptr, len)
    })
}

/// Sends `msg` to one known instance and waits for its answer.
pub fn call_raw(target: InstanceId, msg: &[u8]) -> CallRet {
    let (node, component) = (target.node_id.as_ptr(), target.component_id.as_ptr());
    answer_of(|answer| unsafe {
        let (ptr, len) = (&raw mut answer.ptr, &raw mut answer.len);
        imports::call_raw_asm(node, component, msg.as_ptr(), msg.len(), ptr, len)
    })
}

/// Writes one entry to the node's log. Levels: 1 error, 2 warn, 3 info, 4 debug, 5 trace.
///
/// Level 5 with the target `tbegin` or `tend` and an identifier as text marks both ends of a measured transaction.
pub fn telemetry_log(level: usize, target: &str, msg: &str) {
    unsafe { imports::telemetry_log_asm(level, target.as_ptr(), target.len(), msg.as_ptr(), msg.len()) }
}

/// The identifier of this instance.
pub fn slf() -> InstanceId {
    let mut id = InstanceId { node_id: [0; 16], component_id: [0; 16] };
    unsafe { imports::slf_asm(id.node_id.as_mut_ptr(), id.component_id.as_mut_ptr()) };
    id
}

/// Stores `state`, whole, for the next instance of this function: its `handle_init` receives it.
pub fn sync(state: &[u8]) {
    unsafe { imports::sync_asm(state.as_ptr(), state.len()) }
}

/// Where the node writes the answer of a call.
#[repr(C)]
struct Answer {
    ptr: *mut u8,
    /// Four bytes on wasm32, which is all a node should write.
    len: usize,
    /// Nodes of EDGELESS v1.2 write eight; these take the surplus.
    _surplus: u32,
}

fn answer_of(call: impl FnOnce(&mut Answer) -> i32) -> CallRet {
    let mut answer = Answer { ptr: core::ptr::null_mut(), len: 0, _surplus: 0 };
    match call(&mut answer) {
        NO_REPLY => CallRet::NoReply,
        REPLY => CallRet::Reply(unsafe { OwnedByteBuff::from_node(answer.ptr, answer.len) }),
        _ => CallRet::Err,
    }
}
