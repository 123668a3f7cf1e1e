//! Casts a numbered message to `output` at a fixed period.

use std::fmt::Write;
use std::sync::{Mutex, OnceLock};

use edgeless_function::*;

const PERIOD_MS_DEFAULT: u64 = 1000;
const MESSAGE_DEFAULT: &str = "hello world";

struct Settings {
    period_ms: u64,
    message: String,
}

static SETTINGS: OnceLock<Settings> = OnceLock::new();
static SENT: Mutex<u64> = Mutex::new(0);

struct MessageGenerator;

impl EdgeFunction for MessageGenerator {
    fn handle_init(payload: Option<&[u8]>, _serialized_state: Option<&[u8]>) {
        init_logger();
        let args = init_payload_to_args(payload);
        SETTINGS.get_or_init(|| Settings {
            period_ms: args.get("period").map_or(PERIOD_MS_DEFAULT, |text| period_ms(text)),
            message: args.get("message").unwrap_or(&MESSAGE_DEFAULT).to_string(),
        });
        cast("self", b"");
    }

    fn handle_cast(_src: InstanceId, _encoded_message: &[u8]) {
        let settings = SETTINGS.get().expect("handle_init is the first event");
        delayed_cast(settings.period_ms, "self", b"");
        let mut sent = SENT.lock().unwrap();
        let InstanceId { node_id, component_id } = slf();
        let (node, function, message) = (uuid(node_id), uuid(component_id), &settings.message);
        let text = format!("from node_id {node} function_id {function} [#{sent}]: {message}");
        cast("output", text.as_bytes());
        *sent += 1;
    }

    fn handle_call(_src: InstanceId, _encoded_message: &[u8]) -> CallRet {
        CallRet::NoReply
    }

    fn handle_stop() {}
}

edgeless_function::export!(MessageGenerator);

fn period_ms(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| {
        log::warn!("period={text} ignored: expected milliseconds");
        PERIOD_MS_DEFAULT
    })
}

/// The usual text form: 8-4-4-4-12 hexadecimal digits.
fn uuid(id: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in id.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}
