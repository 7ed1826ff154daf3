//! The shared vectors of `conformance/vectors`: what every SDK and the router must agree on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test panics where it is wrong"
)]

mod errors;
mod framing;
mod hooks;
#[cfg(feature = "service")]
mod http;
mod messages;
mod peer;

use serde::Deserialize;
use serde_json::Value;

/// The cases of a file of vectors.
fn cases(file: &str) -> Vec<Value> {
    let path = format!(
        "{}/../conformance/vectors/{file}",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut reader = serde_json::Deserializer::from_str(&text);
    // Some cases nest as deep as a message may, within the file.
    reader.disable_recursion_limit();
    let mut file =
        Value::deserialize(&mut reader).unwrap_or_else(|error| panic!("{path}: {error}"));
    match file["cases"].take() {
        Value::Array(cases) => cases,
        other => panic!("{path}: cases is {other}"),
    }
}

/// Bytes as vectors write them: `{text}`, `{hex}`, `{repeat, times}`, or a list of these.
fn bytes(spec: &Value) -> Vec<u8> {
    match spec {
        Value::Array(parts) => parts.iter().flat_map(bytes).collect(),
        Value::String(text) => text.as_bytes().to_vec(),
        _ if spec.get("parts").is_some() => bytes(&spec["parts"]),
        _ if spec.get("text").is_some() => bytes(&spec["text"]),
        _ if spec.get("hex").is_some() => hex(spec["hex"].as_str().unwrap()),
        _ => {
            let times = usize::try_from(spec["times"].as_u64().unwrap()).unwrap();
            bytes(&spec["repeat"]).repeat(times)
        }
    }
}

fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<char> = digits.chars().filter(|c| !c.is_whitespace()).collect();
    let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
    pairs
        .map(|pair| u8::from_str_radix(&pair, 16).unwrap())
        .collect()
}

/// An id of a vector as the wire layer has it; null = none.
fn id(value: &Value) -> Option<amplifier_ipc::wire::Id> {
    amplifier_ipc::wire::Id::from_json(&value.to_string())
}
