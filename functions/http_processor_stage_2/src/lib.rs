//! Second stage of a sensor pipeline: the moving average of each sensor, kept across restarts.

use std::sync::Mutex;

use edgeless_function::*;
use serde::{Deserialize, Serialize};

/// Readings averaged per sensor, unless the init payload says `window=N`.
const WINDOW_DEFAULT: usize = 10;
/// Bounds the state together with [`SENSORS_MAX`]: at most a million numbers.
const WINDOW_MAX: usize = 1000;
/// Beyond it the sensor that has been silent for longest is forgotten.
const SENSORS_MAX: usize = 1000;

static AVERAGES: Mutex<Averages> = Mutex::new(Averages { window: WINDOW_DEFAULT, sensors: Vec::new() });

struct Stage2;

impl EdgeFunction for Stage2 {
    fn handle_init(payload: Option<&[u8]>, serialized_state: Option<&[u8]>) {
        init_logger();
        let mut averages = AVERAGES.lock().unwrap();
        averages.window = window(payload);
        if let Some(state) = serialized_state {
            match serde_json::from_slice(state) {
                Ok(State { sensors }) => averages.restore(sensors),
                Err(error) => log::warn!("state ignored: {error}"),
            }
        }
    }

    fn handle_cast(_src: InstanceId, encoded_message: &[u8]) {
        let reading = match serde_json::from_slice::<Reading>(encoded_message) {
            Ok(reading) => reading,
            Err(error) => return log::warn!("reading ignored: {error}"),
        };
        let mut averages = AVERAGES.lock().unwrap();
        let line = averages.add(reading);
        sync(&averages.to_json());
        log::info!("{line}");
        cast("log", line.as_bytes());
    }

    fn handle_call(_src: InstanceId, _encoded_message: &[u8]) -> CallRet {
        CallRet::NoReply
    }

    fn handle_stop() {}
}

edgeless_function::export!(Stage2);

/// What the first stage sends.
#[derive(Deserialize)]
struct Reading {
    sensor: String,
    value: f64,
}

/// The last readings of one sensor, oldest first.
#[derive(Serialize, Deserialize)]
struct Sensor {
    sensor: String,
    values: Vec<f64>,
}

/// What is stored: the sensors, longest silent first.
#[derive(Serialize, Deserialize)]
struct State<S> {
    sensors: S,
}

struct Averages {
    window: usize,
    /// Longest silent first.
    sensors: Vec<Sensor>,
}

impl Averages {
    /// Takes up a stored state, which may come from a larger window.
    fn restore(&mut self, sensors: Vec<Sensor>) {
        self.sensors = sensors;
        keep_last(&mut self.sensors, SENSORS_MAX);
        for sensor in &mut self.sensors {
            keep_last(&mut sensor.values, self.window);
        }
    }

    /// Adds a reading and returns the line that reports it.
    fn add(&mut self, Reading { sensor, value }: Reading) -> String {
        let mut values = match self.sensors.iter().position(|known| known.sensor == sensor) {
            Some(at) => self.sensors.remove(at).values,
            None => Vec::new(),
        };
        values.push(value);
        keep_last(&mut values, self.window);
        let (value, average, samples) = (text(value), text(mean(&values)), values.len());
        let line = format!("sensor={sensor} value={value} average={average} samples={samples}");
        self.sensors.push(Sensor { sensor, values });
        keep_last(&mut self.sensors, SENSORS_MAX);
        line
    }

    fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(&State { sensors: &self.sensors }).expect("plain records have a JSON form")
    }
}

/// The window the init payload asks for, if it does so in a way that makes sense.
fn window(payload: Option<&[u8]>) -> usize {
    let args = init_payload_to_args(payload);
    let Some(text) = args.get("window") else {
        return WINDOW_DEFAULT;
    };
    match text.parse() {
        Ok(window @ 1..=WINDOW_MAX) => window,
        _ => {
            log::warn!("window={text} ignored: expected 1 to {WINDOW_MAX}");
            WINDOW_DEFAULT
        }
    }
}

/// A number as JSON writes it.
fn text(number: f64) -> String {
    serde_json::to_string(&number).expect("numbers have a JSON form")
}

fn keep_last<T>(items: &mut Vec<T>, count: usize) {
    items.drain(..items.len().saturating_sub(count));
}

/// The sum of very large numbers may be infinite where their mean is not.
fn mean(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    if mean.is_finite() { mean } else { values.iter().map(|value| value / count).sum() }
}
