//! Answers every call with `PONG`.

use edgeless_function::*;

struct Pong;

impl EdgeFunction for Pong {
    fn handle_init(_payload: Option<&[u8]>, _serialized_state: Option<&[u8]>) {
        init_logger();
    }

    fn handle_cast(_src: InstanceId, _encoded_message: &[u8]) {
        log::warn!("cast ignored");
    }

    fn handle_call(_src: InstanceId, _encoded_message: &[u8]) -> CallRet {
        log::info!("called");
        CallRet::Reply(OwnedByteBuff::new_from_slice(b"PONG"))
    }

    fn handle_stop() {}
}

edgeless_function::export!(Pong);
