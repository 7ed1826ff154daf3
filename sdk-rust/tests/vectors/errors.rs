use crate::cases;
use amplifier_ipc::generated::errors::kind;
use amplifier_ipc::{LlmError, LlmErrorKind, RpcError};
use serde_json::json;

#[test]
fn errors() {
    for case in cases("errors.json") {
        if let Some(name) = case.get("kind").and_then(|name| name.as_str()) {
            let error = RpcError::new(name, "why");
            assert_eq!(
                (json!(error.code()), error.kind()),
                (case["code"].clone(), name)
            );
            assert_eq!(
                json!(kind(name).unwrap().http_status),
                case["http_status"],
                "{name}"
            );
        } else {
            let name = case["llm_error"].as_str().unwrap();
            let kind = LlmErrorKind::from_name(name).unwrap_or_else(|| panic!("no {name}"));
            assert_eq!(
                json!(kind.parent().map(LlmErrorKind::as_str)),
                case["parent"],
                "{name}"
            );
            assert_eq!(json!(kind.retryable()), case["retryable"], "{name}");
            there_and_back(kind);
        }
    }
}

/// On the wire and off it again: the same error.
fn there_and_back(kind: LlmErrorKind) {
    let error = LlmError::new(kind, "why")
        .with("provider", "mock")
        .with("retryable", kind.retryable());
    let rpc = RpcError::from(error.clone());
    assert_eq!((rpc.code(), rpc.kind()), (-32010, "llm_error"));
    assert_eq!(LlmError::from_rpc(&rpc), Some(error));
}
