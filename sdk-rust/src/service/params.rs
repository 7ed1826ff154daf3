//! The faults of a method's params, by its schema.

use crate::error::{Fault, RpcError};
use crate::generated::validate::validate_params;
use crate::generated::{DescribeParams, Meta};
use crate::wire::{MIN_MAX_MESSAGE_BYTES, Object};
use serde::Deserialize;
use serde_json::Value;

/// Every fault of the params of a method. (`mut` only to lend them as a value: they come back as they were.)
///
/// The usual shapes are told right without the schemas: loading them takes longer than all the rest of a start.
pub(super) fn faults(method: &str, params: &mut Object) -> Vec<Fault> {
    let usual = match method {
        "describe" => usual_describe(params),
        "tool.execute" => usual_members(params, &["name"], &["call_id"], "input"),
        "hook.emit" => usual_members(params, &["event"], &["hook"], "data"),
        _ => false,
    };
    if usual {
        return Vec::new();
    }
    let value = Value::Object(std::mem::take(params));
    let faults = validate_params(method, &value);
    if let Value::Object(value) = value {
        *params = value;
    }
    faults
}

fn usual_describe(params: &Object) -> bool {
    let decoded = DescribeParams::deserialize(&Value::Object(params.clone()));
    let limits = |params: DescribeParams| params.limits.unwrap_or_default();
    decoded.map(limits).is_ok_and(|limits| {
        limits
            .max_message_bytes
            .is_none_or(|bytes| bytes >= MIN_MAX_MESSAGE_BYTES as u64)
            && limits.max_concurrency.is_none_or(|requests| requests >= 1)
    })
}

/// Names that are not empty, names that may be left out, and one object; nothing that is not known.
fn usual_members(params: &Object, names: &[&str], optional: &[&str], object: &str) -> bool {
    let is_name = |value: &Value| value.as_str().is_some_and(|name| !name.is_empty());
    let known = |name: &str| {
        name == object || name == "_meta" || names.contains(&name) || optional.contains(&name)
    };
    params.keys().all(|name| known(name))
        && names
            .iter()
            .all(|name| params.get(*name).is_some_and(is_name))
        && optional
            .iter()
            .all(|name| params.get(*name).is_none_or(is_name))
        && params.get(object).is_some_and(Value::is_object)
        && params
            .get("_meta")
            .is_none_or(|meta| Meta::deserialize(meta).is_ok())
}

/// Refuses params that do not fit.
pub(super) fn check(method: &str, params: &mut Object) -> Result<(), RpcError> {
    let faults = faults(method, params);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(RpcError::invalid_params(&faults))
    }
}
