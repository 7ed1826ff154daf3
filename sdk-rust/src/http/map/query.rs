//! Members of the params in a query.

use super::escape::unescape;
use crate::error::RpcError;
use crate::generated::methods::Method;
use crate::generated::validate::BUNDLE;
use crate::wire::{self, Object};
use serde_json::Value;
use std::sync::LazyLock;

static SCHEMAS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(BUNDLE).unwrap_or_default());

/// Reads the members that the method knows: strings as they stand, others as JSON (HTP-006).
pub(super) fn read(method: &Method, query: &str) -> Result<Object, RpcError> {
    let mut params = Object::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), Some(value)) = (decoded(name), decoded(value)) else {
            let message = format!("the query has an escape that is none: {pair}");
            return Err(RpcError::new("invalid_request", message));
        };
        if let Some(is_text) = is_text(method.params, &name) {
            let read = if is_text {
                None
            } else {
                wire::json(value.as_bytes()).ok()
            };
            // What should be JSON and is not stays a string: the schema tells what it should have been.
            params.insert(name, read.unwrap_or(Value::String(value)));
        }
    }
    Ok(params)
}

fn decoded(text: &str) -> Option<String> {
    unescape(&text.replace('+', " "))
}

/// Whether a member is a string; `None` if the type does not have it.
fn is_text(type_name: &str, member: &str) -> Option<bool> {
    let known = SCHEMAS["$defs"][type_name]["properties"].get(member)?;
    // Null stands for absent, so optional members are declared `else`.
    let schema = known.get("else").unwrap_or(known);
    Some(schema.get("type").is_some_and(|given| given == "string"))
}
