//! Casts `PING` to `ponger` once a second and logs what comes back.

use edgeless_function::*;

const FIRST_MS: u64 = 10_000;
const PERIOD_MS: u64 = 1000;
const WAKE_UP: &[u8] = b"wake-up";

struct PingAsync;

impl EdgeFunction for PingAsync {
    fn handle_init(_payload: Option<&[u8]>, _serialized_state: Option<&[u8]>) {
        init_logger();
        delayed_cast(FIRST_MS, "self", WAKE_UP);
    }

    fn handle_cast(_src: InstanceId, encoded_message: &[u8]) {
        if encoded_message == WAKE_UP {
            delayed_cast(PERIOD_MS, "self", WAKE_UP);
            cast("ponger", b"PING");
        } else {
            log::info!("received {}", String::from_utf8_lossy(encoded_message));
        }
    }

    fn handle_call(_src: InstanceId, _encoded_message: &[u8]) -> CallRet {
        CallRet::NoReply
    }

    fn handle_stop() {}
}

edgeless_function::export!(PingAsync);
