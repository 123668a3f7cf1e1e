//! The entry points of a module. [`export!`](crate::export!) defines them; what they do is here.

use crate::{CallRet, EdgeFunction, InstanceId};

/// Makes a type that implements [`EdgeFunction`](crate::EdgeFunction) the function of this module.
#[macro_export]
macro_rules! export {
    ($function:ty) => {
        const _: () = {
            #[unsafe(no_mangle)]
            unsafe extern "C" fn handle_init_asm(payload: *const u8, payload_len: usize, state: *const u8, state_len: usize) {
                unsafe { $crate::export::on_init::<$function>((payload, payload_len), (state, state_len)) }
            }

            #[unsafe(no_mangle)]
            unsafe extern "C" fn handle_cast_asm(node: *const u8, component: *const u8, payload: *const u8, len: usize) {
                unsafe { $crate::export::on_cast::<$function>(node, component, (payload, len)) }
            }

            #[unsafe(no_mangle)]
            unsafe extern "C" fn handle_call_asm(
                node: *const u8,
                component: *const u8,
                payload: *const u8,
                len: usize,
                out_ptr: *mut *mut u8,
                out_len: *mut usize,
            ) -> i32 {
                unsafe { $crate::export::on_call::<$function>(node, component, (payload, len), out_ptr, out_len) }
            }

            #[unsafe(no_mangle)]
            extern "C" fn handle_stop_asm() {
                <$function as $crate::EdgeFunction>::handle_stop()
            }
        };
    };
}

/// Address and length of bytes that the node wrote and will free after the handler.
type Input = (*const u8, usize);

pub unsafe fn on_init<F: EdgeFunction>(payload: Input, state: Input) {
    unsafe { F::handle_init(unless_empty(payload), unless_empty(state)) }
}

pub unsafe fn on_cast<F: EdgeFunction>(node: *const u8, component: *const u8, message: Input) {
    unsafe { F::handle_cast(instance(node, component), bytes(message)) }
}

pub unsafe fn on_call<F: EdgeFunction>(
    node: *const u8,
    component: *const u8,
    message: Input,
    out_ptr: *mut *mut u8,
    out_len: *mut usize,
) -> i32 {
    match unsafe { F::handle_call(instance(node, component), bytes(message)) } {
        CallRet::NoReply => 0,
        CallRet::Reply(reply) => unsafe {
            let (ptr, len) = reply.consume();
            out_ptr.write(ptr);
            out_len.write(len);
            1
        },
        CallRet::Err => 2,
    }
}

unsafe fn instance(node: *const u8, component: *const u8) -> InstanceId {
    unsafe { InstanceId { node_id: node.cast::<[u8; 16]>().read(), component_id: component.cast::<[u8; 16]>().read() } }
}

unsafe fn unless_empty<'a>(input: Input) -> Option<&'a [u8]> {
    (input.1 != 0).then(|| unsafe { bytes(input) })
}

unsafe fn bytes<'a>((ptr, len): Input) -> &'a [u8] {
    if len == 0 { &[] } else { unsafe { core::slice::from_raw_parts(ptr, len) } }
}
