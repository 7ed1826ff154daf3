use crate::{bytes, cases, id};
use amplifier_ipc::wire::{DEFAULT_MAX_MESSAGE_BYTES, Head, LineSplitter, Record};
use serde_json::{Value, json};

#[test]
fn framing() {
    for case in cases("framing.json") {
        let max = case["max_message_bytes"]
            .as_u64()
            .map_or(DEFAULT_MAX_MESSAGE_BYTES, |max| {
                usize::try_from(max).unwrap()
            });
        let input = bytes(&case["input"]);
        let wanted: Vec<Value> = case["records"].as_array().unwrap().clone();
        for chunks in chunkings(&input) {
            let mut splitter = LineSplitter::new(max);
            let mut seen = Vec::new();
            for chunk in chunks {
                splitter.feed(chunk, |record| seen.push(own(record)));
            }
            assert_eq!(seen.len(), wanted.len(), "{}: {seen:?}", case["id"]);
            for (seen, wanted) in seen.iter().zip(&wanted) {
                compare(seen, wanted, &case["id"]);
            }
        }
    }
}

#[derive(Debug)]
enum Seen {
    Line(Vec<u8>),
    Oversized(Vec<u8>),
}

fn own(record: Record<'_>) -> Seen {
    match record {
        Record::Line(line) => Seen::Line(line.to_vec()),
        Record::Oversized(head) => Seen::Oversized(head.to_vec()),
    }
}

fn compare(seen: &Seen, wanted: &Value, case: &Value) {
    match seen {
        Seen::Line(line) => {
            assert!(wanted.get("oversized").is_none(), "{case}: {wanted}");
            assert_eq!(*line, bytes(wanted), "{case}");
        }
        Seen::Oversized(head) => {
            let head = Head::scan(head);
            let verdict = if head.refusable() { "refuse" } else { "drop" };
            let wanted_id = wanted.pointer(&format!("/oversized/{verdict}/id"));
            let wanted_id =
                wanted_id.unwrap_or_else(|| panic!("{case}: {verdict}, wanted {wanted}"));
            // Only an answer's id says anything about a dropped line.
            let seen_id = head.id.filter(|_| verdict == "refuse" || head.answer);
            assert_eq!(json!(seen_id), json!(id(wanted_id)), "{case}");
        }
    }
}

/// Whole, byte by byte, and split in two at each position (or at a sample of them).
fn chunkings(input: &[u8]) -> Vec<Vec<&[u8]>> {
    let mut chunkings = vec![vec![input]];
    if input.len() <= 1 << 20 {
        chunkings.push(input.chunks(1).collect());
    }
    let step = (input.len() / 64).max(1);
    for at in (0..=input.len()).step_by(step) {
        chunkings.push(vec![&input[..at], &input[at..]]);
    }
    chunkings
}
