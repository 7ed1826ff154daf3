//! Checks wire values by the schemas in `bundle.json`; written by hand.
//!
//! [`validate`] lists every fault with its JSON Pointer, as `invalid_params` asks for. Deserialising
//! alone checks kinds, required members and closed enumerations, but neither ranges nor patterns.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Registry, ValidationError, Validator};
use serde_json::{Value, json};

use super::methods;
use super::types::{Fault, JsonObject};

pub(crate) const BUNDLE: &str = include_str!("bundle.json");
const BUNDLE_ID: &str = "https://amplifier-ipc.github.io/schemas/1.0/bundle.json";

static BUNDLE_SCHEMAS: LazyLock<Option<Registry<'static>>> = LazyLock::new(|| {
    let bundle: Value = serde_json::from_str(BUNDLE).ok()?;
    Registry::new().add(BUNDLE_ID, bundle).ok()?.prepare().ok()
});
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Returns every fault of a value that should be of the named type.
///
/// An unknown name is a fault of its own.
pub fn validate(type_name: &str, value: &Value) -> Vec<Fault> {
    match validator(type_name) {
        Some(validator) => distinct(validator.iter_errors(value).map(|error| fault(&error))),
        None => vec![Fault::new("", format!("there is no type `{type_name}`"))],
    }
}

/// Keeps the first of equal faults: two branches of a schema may find the same one.
fn distinct(faults: impl Iterator<Item = Fault>) -> Vec<Fault> {
    let mut kept: Vec<Fault> = Vec::new();
    for fault in faults {
        if !kept.contains(&fault) {
            kept.push(fault);
        }
    }
    kept
}

/// Returns every fault of the params of a method; unknown methods have none.
pub fn validate_params(method: &str, params: &Value) -> Vec<Fault> {
    methods::method(method).map_or_else(Vec::new, |row| validate(row.params, params))
}

/// Turns an error of the validator into a fault: a missing member is named by its own path.
pub fn fault(error: &ValidationError<'_>) -> Fault {
    let path = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property
                .as_str()
                .unwrap_or_default()
                .replace('~', "~0")
                .replace('/', "~1");
            Fault::new(format!("{path}/{name}"), "is required")
        }
        _ => Fault::new(path, error.masked().to_string()),
    }
}

/// Returns the schema of a type as tools declare theirs: what it refers to lies within it.
///
/// An unknown name has the schema of anything.
pub fn schema_within(type_name: &str) -> JsonObject {
    let bundle: Value = serde_json::from_str(BUNDLE).unwrap_or_default();
    let mut within = JsonObject::new();
    let mut schema = match plain(&bundle["$defs"][type_name], &bundle["$defs"], &mut within) {
        Value::Object(schema) => schema,
        _ => JsonObject::new(),
    };
    schema.insert("$defs".into(), within.into());
    schema
}

/// Collects what a schema refers to, and takes out that null stands for absent: in a tool's input it is a value.
fn plain(schema: &Value, all: &Value, within: &mut JsonObject) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(|item| plain(item, all, within)).collect(),
        Value::Object(members) if schema["if"] == json!({"type": "null"}) => {
            plain(members.get("else").unwrap_or(&Value::Null), all, within)
        }
        Value::Object(members) => {
            let name = schema["$ref"]
                .as_str()
                .and_then(|to| to.strip_prefix("#/$defs/"));
            if let Some(name) = name.filter(|name| !within.contains_key(*name)) {
                within.insert(name.into(), Value::Null); // a type that refers to itself ends here
                let referred = plain(&all[name], all, within);
                within.insert(name.into(), referred);
            }
            let members = members.iter();
            Value::Object(
                members
                    .map(|(word, value)| (word.clone(), plain(value, all, within)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

/// Returns the validator of a type; it is compiled when first asked for.
fn validator(type_name: &str) -> Option<Arc<Validator>> {
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(validator) = validators.get(type_name) {
        return Some(Arc::clone(validator));
    }
    let registry = BUNDLE_SCHEMAS.as_ref()?;
    let schema = json!({ "$ref": format!("{BUNDLE_ID}#/$defs/{type_name}") });
    let validator = jsonschema::options()
        .with_registry(registry)
        .build(&schema)
        .ok()?;
    let validator = Arc::new(validator);
    validators.insert(type_name.to_owned(), Arc::clone(&validator));
    Some(validator)
}
