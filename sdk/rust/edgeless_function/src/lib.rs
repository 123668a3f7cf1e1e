//! Guest SDK for functions that run on EDGELESS nodes as WebAssembly.
//!
//! A function is a type that implements [`EdgeFunction`] and is handed to [`export!`]:
//!
//! ```ignore
//! use edgeless_function::*;
//!
//! struct Upper;
//!
//! impl EdgeFunction for Upper {
//!     fn handle_init(_payload: Option<&[u8]>, _state: Option<&[u8]>) {}
//!     fn handle_cast(_source: InstanceId, message: &[u8]) {
//!         cast("output", &message.to_ascii_uppercase());
//!     }
//!     fn handle_call(_source: InstanceId, message: &[u8]) -> CallRet {
//!         CallRet::Reply(OwnedByteBuff::new_from_slice(&message.to_ascii_uppercase()))
//!     }
//!     fn handle_stop() {}
//! }
//!
//! edgeless_function::export!(Upper);
//! ```
//!
//! # Rules of the house
//!
//! * A node runs the handlers of one instance strictly one after the other; a guest has one thread.
//! * Messages, alias names, log texts and state are text: bytes that are not UTF-8 end the instance.
//! * The slices a handler receives are valid until it returns.
//! * A reply stays untouched until the node starts the next event (`edgeless_mem_clear`).
//! * Aliases other than `self` are known only once the workflow has been wired: do not `call` one from `handle_init`.

#![cfg_attr(not(feature = "std"), no_std)]

mod imports;
#[cfg(feature = "std")]
mod init_payload;
mod memory;

#[doc(hidden)]
pub mod export;
pub mod lcg;
pub mod logging;
pub mod output_api;
pub mod owned_data;

#[cfg(feature = "std")]
pub use init_payload::{arg_to_bool, arg_to_vec, init_payload_to_args, parse_init_payload};
pub use logging::init_logger;
pub use memory::{edgeless_mem_alloc, edgeless_mem_clear, edgeless_mem_free};
pub use output_api::{call, call_raw, cast, cast_raw, delayed_cast, slf, sync, telemetry_log};
pub use owned_data::OwnedByteBuff;

/// What the author of a function writes. There is no `self`: what must outlive an event is kept in a `static`.
pub trait EdgeFunction {
    /// An event nobody waits for. `src` may be used with [`cast_raw`].
    fn handle_cast(src: InstanceId, encoded_message: &[u8]);

    /// An event whose sender waits for the returned value.
    fn handle_call(src: InstanceId, encoded_message: &[u8]) -> CallRet;

    /// The first event of an instance. `payload` is the annotation `init-payload` of the function in its workflow,
    /// `serialized_state` what an earlier instance handed to [`sync`]; both are `None` when empty.
    fn handle_init(payload: Option<&[u8]>, serialized_state: Option<&[u8]>);

    /// The last event of an instance that is stopped in good order.
    fn handle_stop();
}

/// The outcome of a call, on both of its ends.
pub enum CallRet {
    /// The call was handled, there is nothing to say.
    NoReply,
    /// The call was handled, this is the answer.
    Reply(OwnedByteBuff),
    /// The call failed.
    Err,
}

/// Names one running instance: the node it runs on and itself there, each a UUID in its 16 big-endian bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InstanceId {
    pub node_id: [u8; 16],
    pub component_id: [u8; 16],
}

#[cfg(all(not(feature = "std"), target_arch = "wasm32"))]
#[panic_handler]
fn trap(_info: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
