//! Casts each received integer times two to `result`.

use edgeless_function::*;

struct Double;

impl EdgeFunction for Double {
    fn handle_init(_payload: Option<&[u8]>, _serialized_state: Option<&[u8]>) {
        init_logger();
    }

    fn handle_cast(_src: InstanceId, encoded_message: &[u8]) {
        match std::str::from_utf8(encoded_message).ok().and_then(|text| text.parse::<i32>().ok()) {
            Some(number) => cast("result", number.wrapping_mul(2).to_string().as_bytes()),
            None => log::warn!("cast ignored: not an integer"),
        }
    }

    fn handle_call(_src: InstanceId, _encoded_message: &[u8]) -> CallRet {
        CallRet::NoReply
    }

    fn handle_stop() {}
}

edgeless_function::export!(Double);
