use crate::cases;
use amplifier_ipc::hooks::{Answer, Fold, OnError, Step, Subscribed, matches, order};
use serde_json::Value;

#[test]
fn hook_fold() {
    for case in cases("hook_fold.json") {
        let open = case["open"].as_array().map(|open| {
            open.iter()
                .map(|m| m.as_str().unwrap().to_string())
                .collect()
        });
        let mut fold = Fold::new(case["data"].as_object().cloned().unwrap_or_default(), open);
        let mut seen = Vec::new();
        for handler in case["handlers"].as_array().unwrap() {
            seen.push(Value::Object(fold.data().clone()));
            let on_error = if handler["on_error"] == "deny" {
                OnError::Deny
            } else {
                OnError::Continue
            };
            if fold.take(answer(&handler["answer"]), on_error) == Step::Stop {
                break;
            }
        }
        assert_eq!(Value::Array(seen), case["seen"], "{}: seen", case["id"]);
        assert_eq!(
            Value::Object(fold.finish()),
            case["result"],
            "{}",
            case["id"]
        );
    }
}

fn answer(answer: &Value) -> Answer {
    match answer.get("fails") {
        Some(why) => Answer::Failed(why.as_str().unwrap().into()),
        None => Answer::Result(answer.as_object().unwrap().clone()),
    }
}

struct Handler<'a>(&'a Value);

impl Subscribed for Handler<'_> {
    fn wants(&self, event: &str) -> bool {
        self.0["events"]
            .as_array()
            .unwrap()
            .iter()
            .any(|pattern| matches(pattern.as_str().unwrap(), event))
    }

    fn priority(&self) -> i64 {
        self.0["priority"].as_i64().unwrap_or(100)
    }
}

#[test]
fn event_matching() {
    for case in cases("event_matching.json") {
        let event = case["event"].as_str().unwrap();
        if let Some(pattern) = case.get("pattern") {
            assert_eq!(
                matches(pattern.as_str().unwrap(), event),
                case["matches"].as_bool().unwrap(),
                "{case}"
            );
            continue;
        }
        let handlers: Vec<Handler<'_>> = case["handlers"]
            .as_array()
            .unwrap()
            .iter()
            .map(Handler)
            .collect();
        let names: Vec<Value> = order(&handlers, event)
            .iter()
            .map(|handler| handler.0["name"].clone())
            .collect();
        assert_eq!(Value::Array(names), case["order"], "{}", case["id"]);
    }
}
