//! Arguments in an init payload: `key=value,key=value`.

use std::collections::HashMap;
use std::str::FromStr;

/// Splits `key=value,key=value`. A part without `=` is logged as an error and skipped; what follows a second `=` is lost.
pub fn parse_init_payload(payload: &str) -> HashMap<&str, &str> {
    let mut args = HashMap::new();
    for part in payload.split(',') {
        let mut halves = part.split('=');
        match (halves.next(), halves.next()) {
            (Some(key), Some(value)) => {
                args.insert(key, value);
            }
            _ => log::error!("init payload: no '=' in '{part}'"),
        }
    }
    args
}

/// [`parse_init_payload`] for what `handle_init` receives; empty when there is no payload or it is not UTF-8.
pub fn init_payload_to_args(payload: Option<&[u8]>) -> HashMap<&str, &str> {
    match payload.map(std::str::from_utf8) {
        Some(Ok(text)) => parse_init_payload(text),
        Some(Err(_)) => {
            log::error!("init payload: not UTF-8");
            HashMap::new()
        }
        None => HashMap::new(),
    }
}

/// Whether the argument is `true`, in any case of letters.
pub fn arg_to_bool(key: &str, args: &HashMap<&str, &str>) -> bool {
    args.get(key).is_some_and(|value| value.to_lowercase() == "true")
}

/// The parts of the argument between occurrences of `pat`; parts that are no `T` are left out.
pub fn arg_to_vec<T: FromStr>(key: &str, pat: &str, args: &HashMap<&str, &str>) -> Vec<T> {
    let value = args.get(key).copied().unwrap_or_default();
    value.split(pat).filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_without_equals_are_skipped() {
        let args = parse_init_payload("a=1,b,c=,=d,e=2=3");
        assert_eq!(HashMap::from([("a", "1"), ("c", ""), ("", "d"), ("e", "2")]), args);
    }

    #[test]
    fn no_payload_means_no_arguments() {
        assert!(init_payload_to_args(None).is_empty());
        assert!(init_payload_to_args(Some(b"\xff")).is_empty());
    }

    #[test]
    fn bool_is_true_in_any_case_and_nothing_else() {
        let args = init_payload_to_args(Some(b"a=TrUe,b=1"));
        assert!(arg_to_bool("a", &args));
        assert!(!arg_to_bool("b", &args) && !arg_to_bool("missing", &args));
    }

    #[test]
    fn list_drops_what_does_not_parse() {
        let args = parse_init_payload("outputs=1:x:3:");
        assert_eq!(vec![1u32, 3], arg_to_vec("outputs", ":", &args));
        assert!(arg_to_vec::<u32>("missing", ":", &args).is_empty());
    }
}
