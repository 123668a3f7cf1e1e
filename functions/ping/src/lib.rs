//! Calls `ponger` once a second and keeps count across restarts.

use std::sync::Mutex;

use edgeless_function::*;
use serde::{Deserialize, Serialize};

const PERIOD_MS: u64 = 1000;
const WAKE_UP: &[u8] = b"wake-up";

#[derive(Serialize, Deserialize)]
struct State {
    count: u64,
}

static STATE: Mutex<State> = Mutex::new(State { count: 0 });

struct Ping;

impl EdgeFunction for Ping {
    fn handle_init(_payload: Option<&[u8]>, serialized_state: Option<&[u8]>) {
        init_logger();
        if let Some(state) = serialized_state {
            match serde_json::from_slice(state) {
                Ok(state) => *STATE.lock().unwrap() = state,
                Err(error) => log::warn!("state ignored: {error}"),
            }
        }
        delayed_cast(PERIOD_MS, "self", WAKE_UP);
    }

    fn handle_cast(_src: InstanceId, encoded_message: &[u8]) {
        if encoded_message != WAKE_UP {
            return log::warn!("cast ignored");
        }
        delayed_cast(PERIOD_MS, "self", WAKE_UP);
        let ping = format!("PING-{}", next());
        match call("ponger", ping.as_bytes()) {
            CallRet::Reply(reply) => log::info!("{ping} answered by {}", String::from_utf8_lossy(&reply)),
            CallRet::NoReply => log::info!("{ping} not answered"),
            CallRet::Err => log::error!("{ping} failed"),
        }
    }

    fn handle_call(_src: InstanceId, _encoded_message: &[u8]) -> CallRet {
        CallRet::NoReply
    }

    fn handle_stop() {}
}

edgeless_function::export!(Ping);

/// The number of this ping. Its successor is stored before it is used, so that no number appears twice.
fn next() -> u64 {
    let mut state = STATE.lock().unwrap();
    let number = state.count;
    state.count += 1;
    sync(&serde_json::to_vec(&*state).expect("plain records have a JSON form"));
    number
}
