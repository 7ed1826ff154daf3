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
            verdict(&decoded),
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

fn verdict(decoded: &Decoded) -> Value {
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

/// Absent params are an empty object; ids are compared as the wire layer reads them.
fn wanted(verdict: &Value) -> Value {
    let mut verdict = verdict.clone();
    let (kind, body) = verdict.as_object_mut().unwrap().iter_mut().next().unwrap();
    if let Some(given) = body.get("id") {
        let read = json!(id(given));
        body["id"] = read;
    }
    if matches!(kind.as_str(), "request" | "notification") && body.get("params").is_none() {
        body["params"] = json!({});
    }
    verdict
}
