//! What configure sets, and the faults it may have.

use crate::components::{check, compile};
use crate::context::Settings;
use crate::error::{Fault, RpcError, nearest};
use crate::generated::ConfigureSession;
use crate::wire::Object;
use serde_json::Value;

/// Checks every component's config against its schema; `names` are the components served: settings for any other are
/// a fault (LIF-036).
pub(super) fn settings(
    params: &mut Object,
    schemas: &Object,
    names: &[&str],
) -> Result<Settings, RpcError> {
    let mut faults = super::params::faults("configure", params);
    let mut settings = Settings::default();
    if let Some(Value::Object(config)) = params.get("config") {
        for (key, value) in config {
            if names.contains(&key.as_str()) {
                faults.extend(config_faults(key, value, schemas.get(key)));
                settings.config.insert(key.clone(), value.clone());
            } else {
                faults.push(unknown(key, names));
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

fn config_faults(key: &str, value: &Value, schema: Option<&Value>) -> Vec<Fault> {
    let root = path_of(key);
    match schema.and_then(Value::as_object) {
        Some(schema) => {
            compile(schema).map_or_else(|_| Vec::new(), |known| check(&known, value, &root))
        }
        // Without a schema any object is taken, for the component to read (LIF-023).
        None if value.is_object() => Vec::new(),
        None => vec![Fault::new(root, "must be an object")],
    }
}

fn path_of(key: &str) -> String {
    format!("/config/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn unknown(key: &str, names: &[&str]) -> Fault {
    let hint = nearest(key, names.iter().copied());
    let hint = hint
        .map(|near| format!(", did you mean '{near}'?"))
        .unwrap_or_default();
    Fault::new(
        path_of(key),
        format!("is no component of this service{hint}"),
    )
}
