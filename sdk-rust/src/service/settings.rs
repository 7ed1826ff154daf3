//! What configure sets, and the faults it may have.

use crate::components::{check, compile};
use crate::context::Settings;
use crate::error::{Fault, RpcError, nearest};
use crate::generated::ConfigureSession;
use crate::wire::Object;
use serde_json::Value;

/// Checks every component's config against its schema; `names` are the components served.
pub(super) fn settings(
    params: &mut Object,
    schemas: &Object,
    names: &[&str],
) -> Result<Settings, RpcError> {
    let mut faults = super::params::faults("configure", params);
    let mut settings = Settings::default();
    if let Some(Value::Object(config)) = params.get("config") {
        for (key, value) in config {
            match component(key, names) {
                Some(name) => {
                    faults.extend(config_faults(key, value, schemas.get(name)));
                    settings.config.insert(name.into(), value.clone());
                }
                None => faults.push(unknown(key, names)),
            }
        }
    }
    if !faults.is_empty() {
        return Err(RpcError::invalid_params(&faults));
    }
    let session = params
        .get("session")
        .filter(|session| !session.is_null())
        .cloned();
    settings.session =
        session.and_then(|session| serde_json::from_value::<ConfigureSession>(session).ok());
    Ok(settings)
}

/// The component that a key means: its name, also with the `-hook` or `-tool` of older definitions.
fn component<'a>(key: &str, names: &[&'a str]) -> Option<&'a str> {
    let short = key
        .strip_suffix("-hook")
        .or_else(|| key.strip_suffix("-tool"))
        .unwrap_or(key);
    let find = |wanted: &str| names.iter().find(|name| **name == wanted).copied();
    find(key)
        .or_else(|| find(short))
        .or_else(|| find(&short.replace('-', "_")))
}

fn config_faults(key: &str, value: &Value, schema: Option<&Value>) -> Vec<Fault> {
    let root = format!("/config/{key}");
    let Some(schema) = schema.and_then(Value::as_object) else {
        // Without a schema the component takes no config: an empty object says nothing, anything else is a fault.
        let empty = value.is_null() || value.as_object().is_some_and(Object::is_empty);
        return if empty {
            Vec::new()
        } else {
            vec![Fault::new(root, "this component takes no config")]
        };
    };
    compile(schema).map_or_else(|_| Vec::new(), |validator| check(&validator, value, &root))
}

fn unknown(key: &str, names: &[&str]) -> Fault {
    let hint = nearest(key, names.iter().copied());
    let hint = hint
        .map(|near| format!(", did you mean '{near}'?"))
        .unwrap_or_default();
    Fault::new(
        format!("/config/{key}"),
        format!("is no component of this service{hint}"),
    )
}
