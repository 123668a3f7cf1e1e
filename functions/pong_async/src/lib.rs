//! Answers every cast with `PONG2`, sent straight to the instance the cast came from.

use edgeless_function::*;

struct PongAsync;

impl EdgeFunction for PongAsync {
    fn handle_init(_payload: Option<&[u8]>, _serialized_state: Option<&[u8]>) {
        init_logger();
    }

    fn handle_cast(src: InstanceId, encoded_message: &[u8]) {
        log::info!("received {}", String::from_utf8_lossy(encoded_message));
        cast_raw(src, b"PONG2");
    }

    fn handle_call(_src: InstanceId, _encoded_message: &[u8]) -> CallRet {
        CallRet::NoReply
    }

    fn handle_stop() {}
}

edgeless_function::export!(PongAsync);
