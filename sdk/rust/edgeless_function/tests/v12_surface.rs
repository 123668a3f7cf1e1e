//! Compiles only if every public name of this crate in EDGELESS v1.2 is here, with its type: `cargo check --tests`. It cannot
//! be run, as there is no node to import from.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};

use edgeless_function::*;

struct Sample;

impl EdgeFunction for Sample {
    fn handle_init(payload: Option<&[u8]>, serialized_state: Option<&[u8]>) {
        edgeless_function::init_logger();
        let args: HashMap<&str, &str> = edgeless_function::init_payload_to_args(payload);
        let _: bool = edgeless_function::arg_to_bool("flag", &args);
        let _: Vec<u32> = edgeless_function::arg_to_vec::<u32>("list", ":", &args);
        let _: HashMap<&str, &str> = edgeless_function::parse_init_payload("a=1,b=2");
        sync(serialized_state.unwrap_or_default());
    }

    fn handle_cast(src: InstanceId, encoded_message: &[u8]) {
        let InstanceId { node_id, component_id } = src;
        let (_, _): ([u8; 16], [u8; 16]) = (node_id, component_id);
        cast("output", encoded_message);
        delayed_cast(1000, "self", encoded_message);
        cast_raw(slf(), encoded_message);
        telemetry_log(5, "tbegin", "1");
    }

    fn handle_call(_src: InstanceId, encoded_message: &[u8]) -> CallRet {
        match call("output", encoded_message) {
            CallRet::Reply(reply) => CallRet::Reply(OwnedByteBuff::new_from_slice(&reply)),
            CallRet::NoReply => call_raw(slf(), encoded_message),
            CallRet::Err => CallRet::Err,
        }
    }

    fn handle_stop() {}
}

edgeless_function::export!(Sample);

#[test]
fn names_have_the_types_of_v12() {
    let _: fn(&str, &[u8]) = cast;
    let _: fn(u64, &str, &[u8]) = delayed_cast;
    let _: fn(InstanceId, &[u8]) = cast_raw;
    let _: fn(&str, &[u8]) -> CallRet = call;
    let _: fn(InstanceId, &[u8]) -> CallRet = call_raw;
    let _: fn(usize, &str, &str) = telemetry_log;
    let _: fn() -> InstanceId = slf;
    let _: fn(&[u8]) = sync;
    let _: fn(&[u8]) -> owned_data::OwnedByteBuff = owned_data::OwnedByteBuff::new_from_slice;
    let _: unsafe fn(OwnedByteBuff) -> (*mut u8, usize) = OwnedByteBuff::consume;
    let _: fn(&OwnedByteBuff) -> &[u8] = <OwnedByteBuff as Deref>::deref;
    let _: fn(&mut OwnedByteBuff) -> &mut [u8] = <OwnedByteBuff as DerefMut>::deref_mut;
    let _: fn(u32) -> lcg::Lcg = lcg::Lcg::new;
    let _: fn(&mut lcg::Lcg) -> f32 = lcg::Lcg::rand;
    let mut generator = lcg::Lcg::new(1);
    let _: Vec<f32> = lcg::random_matrix(&mut generator, 2);
    let _: Vec<f32> = lcg::random_vector(&mut generator, 2);
}
