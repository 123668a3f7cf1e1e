//! Logs every event and does nothing else.

use edgeless_function::*;

struct Noop;

impl EdgeFunction for Noop {
    fn handle_init(payload: Option<&[u8]>, serialized_state: Option<&[u8]>) {
        init_logger();
        let (payload, state) = (payload.unwrap_or_default(), serialized_state.unwrap_or_default());
        log::info!("init, payload '{}', state '{}'", text(payload), text(state));
    }

    fn handle_cast(_src: InstanceId, encoded_message: &[u8]) {
        log::info!("cast '{}'", text(encoded_message));
    }

    fn handle_call(_src: InstanceId, encoded_message: &[u8]) -> CallRet {
        log::info!("call '{}'", text(encoded_message));
        CallRet::NoReply
    }

    fn handle_stop() {
        log::info!("stop");
    }
}

edgeless_function::export!(Noop);

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("(not text)")
}
