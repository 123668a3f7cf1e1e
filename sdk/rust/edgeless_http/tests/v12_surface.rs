//! Compiles only if every public name of this crate in EDGELESS v1.2 is here, with its type; the JSON is that of its resources.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;

use edgeless_http::*;

fn is_plain<T: Clone + PartialEq + Eq + Hash + Debug>(_: &T) {}

#[test]
fn request_has_the_json_of_v12() {
    let request = EdgelessHTTPRequest {
        method: EdgelessHTTPMethod::Post,
        protocol: EdgelessHTTPProtocol::HTTPS,
        host: "example.org".to_string(),
        path: "/p?q=1".to_string(),
        body: Some(vec![0, 255]),
        headers: HashMap::from([("accept".to_string(), "*/*".to_string())]),
    };
    is_plain(&request.method);
    let text: String = request_to_string(&request);
    let again: EdgelessHTTPRequest = request_from_string(&text).unwrap();
    assert_eq!(request_to_string(&again), text);
    assert!(text.contains(r#""method":"Post""#) && text.contains(r#""protocol":"HTTPS""#));
    assert!(text.contains(r#""body":[0,255]"#));
    assert!(request_from_string("{}").is_err());
}

#[test]
fn response_has_the_json_of_v12() {
    let response = EdgelessHTTPResponse { body: None, status: 204, headers: HashMap::new() };
    let text: String = response_to_string(&response);
    let again: EdgelessHTTPResponse = response_from_string(&text).unwrap();
    assert_eq!((again.status, again.body), (204, None));
}

#[test]
fn methods_have_the_names_of_v12() {
    use EdgelessHTTPMethod::*;
    for (method, name) in
        [(Get, "GET"), (Head, "HEAD"), (Post, "POST"), (Put, "PUT"), (Delete, "DELETE"), (Patch, "PATCH")]
    {
        assert_eq!(string_method_to_edgeless(name).unwrap(), method);
        assert_eq!(edgeless_method_to_string(method), name);
    }
    assert!(string_method_to_edgeless("BREW").is_err());
    assert_eq!(format!("{:?}", EdgelessHTTPProtocol::Unknown), "Unknown");
}
