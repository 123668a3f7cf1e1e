//! Sends the records of the `log` crate to the node.

use log::{LevelFilter, Log, Metadata, Record};

use crate::output_api::telemetry_log;

static LOGGER: TelemetryLogger = TelemetryLogger;

/// Routes `log::error!` … `log::debug!` to [`telemetry_log`], with the record's target (the crate, unless named).
///
/// To be called once, at the beginning of `handle_init`; a second call ends the instance.
pub fn init_logger() {
    log::set_logger(&LOGGER).expect("the logger is installed once");
    log::set_max_level(LevelFilter::Debug);
}

struct TelemetryLogger;

impl Log for TelemetryLogger {
    fn enabled(&self, _metadata: &Metadata) -> bool {
        true
    }

    fn log(&self, record: &Record) {
        let level = record.level() as usize;
        match record.args().as_str() {
            Some(text) => telemetry_log(level, record.target(), text),
            None => log_formatted(level, record),
        }
    }

    fn flush(&self) {}
}

#[cfg(feature = "std")]
fn log_formatted(level: usize, record: &Record) {
    telemetry_log(level, record.target(), &record.args().to_string());
}

/// There is no heap to format into: a text longer than the buffer loses its end.
#[cfg(not(feature = "std"))]
fn log_formatted(level: usize, record: &Record) {
    let mut text = Truncated { bytes: [0; TEXT_BYTES], len: 0 };
    let _ = core::fmt::write(&mut text, *record.args());
    if let Ok(text) = core::str::from_utf8(&text.bytes[..text.len]) {
        telemetry_log(level, record.target(), text);
    }
}

#[cfg(not(feature = "std"))]
const TEXT_BYTES: usize = 512;

#[cfg(not(feature = "std"))]
struct Truncated {
    bytes: [u8; TEXT_BYTES],
    len: usize,
}

#[cfg(not(feature = "std"))]
impl core::fmt::Write for Truncated {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        let mut fits = text.len().min(TEXT_BYTES - self.len);
        while !text.is_char_boundary(fits) {
            fits -= 1;
        }
        self.bytes[self.len..self.len + fits].copy_from_slice(&text.as_bytes()[..fits]);
        self.len += fits;
        if fits == text.len() { Ok(()) } else { Err(core::fmt::Error) }
    }
}
