//! Casts each received integer plus one to `result`. Written without the standard library, hence very small.

#![no_std]

use edgeless_function::*;

struct Incr;

impl EdgeFunction for Incr {
    fn handle_init(_payload: Option<&[u8]>, _serialized_state: Option<&[u8]>) {
        init_logger();
    }

    fn handle_cast(_src: InstanceId, encoded_message: &[u8]) {
        match core::str::from_utf8(encoded_message).ok().and_then(|text| text.parse::<i32>().ok()) {
            Some(number) => cast_number(number.wrapping_add(1)),
            None => log::warn!("cast ignored: not an integer"),
        }
    }

    fn handle_call(_src: InstanceId, _encoded_message: &[u8]) -> CallRet {
        CallRet::NoReply
    }

    fn handle_stop() {}
}

edgeless_function::export!(Incr);

fn cast_number(number: i32) {
    let mut digits = [0; 11];
    cast("result", decimal(number, &mut digits));
}

/// Writes the number from the end of the buffer, which holds the longest one: `-2147483648`.
fn decimal(number: i32, digits: &mut [u8; 11]) -> &[u8] {
    let mut start = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        start -= 1;
        digits[start] = b'-';
    }
    &digits[start..]
}
