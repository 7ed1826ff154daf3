use crate::{bytes, cases, id};
use amplifier_ipc::wire::{Decoded, Message, decode, encode};
use serde_json::{Value, json};

#[test]
fn messages() {
    for case in cases("messages.json") {
        let line = ["line", "line_hex", "line_parts"]
            .into_iter()
            .find_map(|key| {
                let spec = case.get(key)?;
                Some(if key == "line_hex" {
                    bytes(&json!({"hex": spec}))
                } else {
                    bytes(spec)
                })
            });
        let decoded = decode(&line.unwrap());
        assert_eq!(
            verdict(&decoded, &case["verdict"]),
            wanted(&case["verdict"]),
            "{}",
            case["id"]
        );
        if let Decoded::Message(message) = decoded {
            let line = encode(&message);
            assert_eq!(
                decode(&line[..line.len() - 1]),
                Decoded::Message(message),
                "{}: round trip",
                case["id"]
            );
        }
    }
}

/// The verdict in the form of the vectors; params only where they are compared.
fn verdict(decoded: &Decoded, wanted: &Value) -> Value {
    let mut verdict = whole(decoded);
    let compared = wanted
        .as_object()
        .is_some_and(|kinds| kinds.values().any(|body| body.get("params").is_some()));
    for kind in ["request", "notification"] {
        if let Some(Value::Object(body)) = verdict.get_mut(kind).filter(|_| !compared) {
            body.remove("params");
        }
    }
    verdict
}

fn whole(decoded: &Decoded) -> Value {
    match decoded {
        Decoded::Message(Message::Request(r)) => {
            json!({"request": {"id": r.id, "method": r.method, "params": r.params}})
        }
        Decoded::Message(Message::Notification(n)) => {
            json!({"notification": {"method": n.method, "params": n.params}})
        }
        Decoded::Message(Message::Response(r)) => match &r.outcome {
            Ok(result) => json!({"response": {"id": r.id, "result": result}}),
            Err(error) => json!({"response": {"id": r.id, "error": error}}),
        },
        Decoded::Refused(refusal) => json!({"refuse": {"code": refusal.code, "id": refusal.id}}),
        Decoded::Dropped { id } => json!({"drop": {"id": id}}),
    }
}

/// Ids are compared as the wire layer reads them.
fn wanted(verdict: &Value) -> Value {
    let mut verdict = verdict.clone();
    for body in verdict.as_object_mut().unwrap().values_mut() {
        if let Some(given) = body.get("id") {
            let read = json!(id(given));
            body["id"] = read;
        }
    }
    verdict
}

#[test]
fn absent_params_are_an_empty_object() {
    let request = json!({"request": {"id": 1, "method": "ping", "params": {}}});
    assert_eq!(
        whole(&decode(br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)),
        request
    );
}
