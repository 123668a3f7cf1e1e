//! Counts, one step a second, and casts each number to `output`.

use edgeless_function::*;

const PERIOD_MS: u64 = 1000;

struct Counter;

impl EdgeFunction for Counter {
    fn handle_init(payload: Option<&[u8]>, _serialized_state: Option<&[u8]>) {
        let start = payload.and_then(integer).unwrap_or(0);
        cast("self", start.to_string().as_bytes());
    }

    /// Anything but an integer ends the instance.
    fn handle_cast(_src: InstanceId, encoded_message: &[u8]) {
        let number = integer(encoded_message).expect("an integer");
        let next = number.wrapping_add(1).to_string();
        cast("output", next.as_bytes());
        delayed_cast(PERIOD_MS, "self", next.as_bytes());
    }

    fn handle_call(_src: InstanceId, _encoded_message: &[u8]) -> CallRet {
        CallRet::NoReply
    }

    fn handle_stop() {}
}

edgeless_function::export!(Counter);

fn integer(text: &[u8]) -> Option<i32> {
    std::str::from_utf8(text).ok()?.parse().ok()
}
