//! Schemas of the author's types, and validation with every fault at once.

use crate::error::Fault;
use crate::wire::Object;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// JSON Schema 2020-12 of a type, without references to follow.
pub(crate) fn schema_of<T: JsonSchema>() -> Object {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut schema = match schema.to_value() {
        Value::Object(schema) => schema,
        _ => Object::new(),
    };
    schema.shift_remove("title");
    schema
}

/// The schema of a type that is an object of its own: members that it does not name are faults.
pub(crate) fn closed_schema_of<T: JsonSchema>() -> Object {
    let mut schema = schema_of::<T>();
    schema.entry("type").or_insert_with(|| "object".into());
    schema
        .entry("properties")
        .or_insert_with(|| Object::new().into());
    schema.entry("additionalProperties").or_insert(false.into());
    schema
}

/// The schema of a type that may be any JSON; an object is closed.
pub(crate) fn input_schema_of<T: JsonSchema>() -> Object {
    let schema = schema_of::<T>();
    if schema.get("type") == Some(&"object".into()) {
        return closed_schema_of::<T>();
    }
    schema
}

/// The schema of a component's config.
pub(crate) fn config_schema<T: JsonSchema>() -> Object {
    closed_schema_of::<T>()
}

/// Compiles a schema; a fault in it is told in one sentence.
pub(crate) fn compile(schema: &Object) -> Result<Validator, String> {
    let schema = Value::Object(schema.clone());
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .build(&schema)
        .map_err(|error| error.to_string())
}

/// Every fault of a value, each with its JSON Pointer below `root`. Values are not quoted: they may be secrets.
pub(crate) fn check(validator: &Validator, value: &Value, root: &str) -> Vec<Fault> {
    if validator.is_valid(value) {
        return Vec::new();
    }
    validator
        .iter_errors(value)
        .flat_map(|error| faults(&error, root))
        .collect()
}

fn faults(error: &ValidationError<'_>, root: &str) -> Vec<Fault> {
    let at = format!("{root}{}", error.instance_path());
    let member = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![Fault::new(member(name), "is required")]
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| Fault::new(member(name), "is not a known member"))
            .collect(),
        _ => vec![Fault::new(at, error.masked_with("the value").to_string())],
    }
}
