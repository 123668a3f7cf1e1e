//! First stage of a sensor pipeline: checks the readings that an HTTP ingress calls it with.

use std::collections::HashMap;

use edgeless_function::*;
use edgeless_http::{EdgelessHTTPResponse, request_from_string, response_to_string};
use serde::{Deserialize, Serialize};

const SENSOR_CHARS_MAX: usize = 64;

struct HttpProcessor;

impl EdgeFunction for HttpProcessor {
    fn handle_init(_payload: Option<&[u8]>, _serialized_state: Option<&[u8]>) {
        init_logger();
    }

    fn handle_cast(_src: InstanceId, _encoded_message: &[u8]) {
        log::warn!("cast ignored: readings arrive by call");
    }

    fn handle_call(_src: InstanceId, encoded_message: &[u8]) -> CallRet {
        let request = std::str::from_utf8(encoded_message).ok().and_then(|text| request_from_string(text).ok());
        let Some(request) = request else {
            log::warn!("call failed: not an HTTP request");
            return CallRet::Err;
        };
        let (status, body) = match read(request.body.as_deref().unwrap_or_default()) {
            Ok(reading) => {
                cast("success_cb", json(&reading).as_bytes());
                (200, json(&Accepted { accepted: true, sensor: &reading.sensor, value: reading.value }))
            }
            Err(reason) => {
                cast("failure_cb", reason.as_bytes());
                (400, json(&Rejected { accepted: false, reason }))
            }
        };
        CallRet::Reply(OwnedByteBuff::new_from_slice(response(status, body).as_bytes()))
    }

    fn handle_stop() {}
}

edgeless_function::export!(HttpProcessor);

/// What a client posts; serde finds fault with other types and with text that is not JSON.
#[derive(Deserialize)]
struct Body {
    sensor: Option<String>,
    value: Option<f64>,
}

#[derive(Serialize)]
struct Reading {
    sensor: String,
    value: f64,
}

#[derive(Serialize)]
struct Accepted<'a> {
    accepted: bool,
    sensor: &'a str,
    value: f64,
}

#[derive(Serialize)]
struct Rejected {
    accepted: bool,
    reason: String,
}

/// The reading in a request's body, or what is wrong with it.
fn read(body: &[u8]) -> Result<Reading, String> {
    if body.is_empty() {
        return Err("the body is missing".into());
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return Err("the body is not UTF-8".into());
    };
    if !text.trim_start().starts_with('{') {
        return Err("the body is not a JSON object".into());
    }
    let Body { sensor, value } =
        serde_json::from_str(text).map_err(|error| format!("the body is not a reading: {error}"))?;
    let sensor = sensor.ok_or("'sensor' is missing")?;
    check_sensor(&sensor)?;
    let value = value.ok_or("'value' is missing")?;
    if !value.is_finite() {
        return Err("'value' is not finite".into());
    }
    Ok(Reading { sensor, value })
}

/// The name goes into log lines, hence no control characters.
fn check_sensor(sensor: &str) -> Result<(), String> {
    if sensor.is_empty() {
        Err("'sensor' is empty".into())
    } else if sensor.chars().count() > SENSOR_CHARS_MAX {
        Err(format!("'sensor' is longer than {SENSOR_CHARS_MAX} characters"))
    } else if sensor.chars().any(char::is_control) {
        Err("'sensor' contains control characters".into())
    } else {
        Ok(())
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain records have a JSON form")
}

fn response(status: u16, body: String) -> String {
    let headers = HashMap::from([("content-type".to_string(), "application/json".to_string())]);
    response_to_string(&EdgelessHTTPResponse { body: Some(body.into_bytes()), status, headers })
}
