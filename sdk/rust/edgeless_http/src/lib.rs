//! HTTP requests and responses as the resources `http-ingress` and `http-egress` exchange them with functions: JSON text.
//!
//! An ingress calls a function with a request and takes the response from the reply:
//!
//! ```
//! use edgeless_http::*;
//! use std::collections::HashMap;
//!
//! fn answer(message: &str) -> anyhow::Result<String> {
//!     let request = request_from_string(message)?;
//!     let status = if request.path == "/hello" { 200 } else { 404 };
//!     Ok(response_to_string(&EdgelessHTTPResponse { body: None, status, headers: HashMap::new() }))
//! }
//!
//! let request = r#"{"method":"Get","protocol":"HTTP","host":"here","path":"/hello","headers":{}}"#;
//! assert_eq!(r#"{"body":null,"status":200,"headers":{}}"#, answer(request).unwrap());
//! ```

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum EdgelessHTTPMethod {
    Get,
    Head,
    Post,
    Put,
    Delete,
    Patch,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum EdgelessHTTPProtocol {
    Unknown,
    HTTP,
    HTTPS,
}

/// One request. Header names are lower-case when they come from an ingress; of repeated ones the last is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EdgelessHTTPRequest {
    pub method: EdgelessHTTPMethod,
    pub protocol: EdgelessHTTPProtocol,
    /// Name or address, with the port where it is not the usual one.
    pub host: String,
    /// Begins with `/`; the query, if any, is part of it.
    pub path: String,
    pub body: Option<Vec<u8>>,
    pub headers: HashMap<String, String>,
}

/// One response.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EdgelessHTTPResponse {
    pub body: Option<Vec<u8>>,
    pub status: u16,
    pub headers: HashMap<String, String>,
}

pub fn request_to_string(request: &EdgelessHTTPRequest) -> String {
    serde_json::to_string(request).expect("a request has only text keys")
}

pub fn request_from_string(text: &str) -> anyhow::Result<EdgelessHTTPRequest> {
    Ok(serde_json::from_str(text)?)
}

pub fn response_to_string(response: &EdgelessHTTPResponse) -> String {
    serde_json::to_string(response).expect("a response has only text keys")
}

pub fn response_from_string(text: &str) -> anyhow::Result<EdgelessHTTPResponse> {
    Ok(serde_json::from_str(text)?)
}

/// The method with this upper-case name.
pub fn string_method_to_edgeless(method: &str) -> anyhow::Result<EdgelessHTTPMethod> {
    Ok(match method {
        "GET" => EdgelessHTTPMethod::Get,
        "HEAD" => EdgelessHTTPMethod::Head,
        "POST" => EdgelessHTTPMethod::Post,
        "PUT" => EdgelessHTTPMethod::Put,
        "DELETE" => EdgelessHTTPMethod::Delete,
        "PATCH" => EdgelessHTTPMethod::Patch,
        _ => anyhow::bail!("unknown HTTP method '{method}'"),
    })
}

/// The upper-case name of the method.
pub fn edgeless_method_to_string(method: EdgelessHTTPMethod) -> String {
    let name = match method {
        EdgelessHTTPMethod::Get => "GET",
        EdgelessHTTPMethod::Head => "HEAD",
        EdgelessHTTPMethod::Post => "POST",
        EdgelessHTTPMethod::Put => "PUT",
        EdgelessHTTPMethod::Delete => "DELETE",
        EdgelessHTTPMethod::Patch => "PATCH",
    };
    name.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str =
        r#"{"method":"Post","protocol":"HTTPS","host":"h:1","path":"/p?q","body":[104,105],"headers":{"a":"b"}}"#;

    #[test]
    fn request_survives_the_round_trip() {
        let request = request_from_string(REQUEST).unwrap();
        assert_eq!(Some(b"hi".to_vec()), request.body);
        assert_eq!(REQUEST, request_to_string(&request));
    }

    #[test]
    fn body_may_be_missing_and_unknown_keys_are_ignored() {
        let response = response_from_string(r#"{"extra":1,"headers":{},"status":404}"#).unwrap();
        assert_eq!((None, 404), (response.body, response.status));
    }

    #[test]
    fn other_keys_are_required() {
        assert!(request_from_string(r#"{"method":"Get","protocol":"HTTP","host":"h","headers":{}}"#).is_err());
        assert!(response_from_string(r#"{"status":200}"#).is_err());
    }

    #[test]
    fn methods_have_upper_case_names() {
        for name in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"] {
            assert_eq!(name, edgeless_method_to_string(string_method_to_edgeless(name).unwrap()));
        }
        assert!(string_method_to_edgeless("get").is_err());
    }
}
