//! The faults of a method's params, by its schema.

use crate::error::{Fault, RpcError};
use crate::generated::validate::validate_params;
use crate::wire::Object;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Every fault of the params of a method.
pub(super) fn faults(method: &str, params: &Object) -> Vec<Fault> {
    validate_params(method, &Value::Object(params.clone()))
}

/// Decodes the params of a method; when they do not fit, every fault is told.
pub(super) fn decode<T: DeserializeOwned>(method: &str, params: Object) -> Result<T, RpcError> {
    let faults = faults(method, &params);
    if !faults.is_empty() {
        return Err(RpcError::invalid_params(&faults));
    }
    serde_json::from_value(Value::Object(params))
        .map_err(|error| RpcError::invalid_params(&[Fault::new("", error.to_string())]))
}
