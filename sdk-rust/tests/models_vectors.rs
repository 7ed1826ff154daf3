//! The shared vectors of the models: the generated types and the validator agree with them.
#![cfg(feature = "service")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use amplifier_ipc::generated::{codec, methods, validate};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Vectors {
    ok: Vec<Good>,
    bad: Vec<Bad>,
}

#[derive(Deserialize)]
struct Good {
    id: String,
    #[serde(rename = "type")]
    type_name: String,
    value: Value,
    encoded: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Bad {
    id: String,
    #[serde(rename = "type")]
    type_name: String,
    value: Value,
    faults: Vec<String>,
}

fn vectors() -> Vectors {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../conformance/vectors/models.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Numbers compare by value: 300 and 300.0 are the same.
fn by_value(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let float = number.as_f64().unwrap();
            #[allow(clippy::cast_possible_truncation)]
            let whole = float as i64;
            if float.fract() == 0.0 && float.abs() < 9e15 {
                json!(whole)
            } else {
                json!(float)
            }
        }
        Value::Array(items) => items.into_iter().map(by_value).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, item)| (name, by_value(item)))
            .collect(),
        other => other,
    }
}

#[test]
fn ok_survives_a_round_trip() {
    let cases = vectors().ok;
    assert!(cases.len() >= 40);
    for case in cases {
        assert_eq!(
            validate::validate(&case.type_name, &case.value),
            [],
            "{}",
            case.id
        );
        let again = codec::reencode(&case.type_name, case.value.clone()).expect("a known type");
        let again = by_value(again.unwrap_or_else(|error| panic!("{}: {error}", case.id)));
        let encoded = case.encoded.unwrap_or_else(|| vec![case.value]);
        assert!(
            encoded.into_iter().map(by_value).any(|want| want == again),
            "{}: {again}",
            case.id
        );
    }
}

#[test]
fn bad_is_refused_with_all_faults() {
    let cases = vectors().bad;
    assert!(cases.len() >= 40);
    for mut case in cases {
        let faults = validate::validate(&case.type_name, &case.value);
        let mut paths: Vec<_> = faults.into_iter().map(|fault| fault.path).collect();
        paths.sort();
        case.faults.sort();
        assert_eq!(paths, case.faults, "{}", case.id);
    }
}

#[test]
fn params_are_validated_by_method() {
    let faults = validate::validate_params(methods::TOOL_EXECUTE, &json!({"name": 5}));
    let mut paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/input", "/name"]);
    assert_eq!(validate::validate_params("vendor.method", &json!(5)), []);
    assert_eq!(validate::validate("Nonsense", &json!(5)).len(), 1);
}
