//! The scanner against `serde_json`, on lines that are nearly right.

use super::{Envelope, Fault, Members, scan, string_value};
use proptest::prelude::*;
use serde_json::Value;

fn text<'a>(line: &'a str, span: Option<&super::Span>) -> Option<&'a str> {
    span.map(|span| &line[span.clone()])
}

#[test]
fn finds_the_routing_members_in_any_order() {
    let line = r#" {"params" : {"input":{"name":"inner"},"name" : "read_file"}, "method":"tool.execute","id":7 ,"x":[1]} "#;
    let found = scan(line.as_bytes()).unwrap();
    assert_eq!(text(line, found.id.as_ref()), Some("7"));
    assert_eq!(text(line, Some(&found.id_member)), Some("\"id\":7"));
    assert_eq!(text(line, found.method.as_ref()), Some("\"tool.execute\""));
    assert_eq!(
        text(line, found.routing.name.as_ref()),
        Some("\"read_file\"")
    );
    assert!(found.id_after_params && !found.version);
}

#[test]
fn a_routing_member_that_occurs_twice_is_a_fault() {
    for line in [
        r#"{"id":1,"id":2}"#,
        r#"{"id":1,"i\u0064":2}"#,
        r#"{"jsonrpc":"2.0","jsonrpc":"2.0"}"#,
        r#"{"method":"a","params":{},"method":"b"}"#,
        r#"{"params":{},"params":{}}"#,
        r#"{"result":1,"\u0072esult":1}"#,
        r#"{"error":1,"error":1}"#,
        r#"{"params":{"name":"a","name":"b"}}"#,
        r#"{"params":{"name":"a","n\u0061me":"b"}}"#,
        r#"{"params":{"\u005Fmeta":{},"_meta":{}}}"#,
        r#"{"params":{"event":1,"event":1}}"#,
        r#"{"params":{"path":1,"path":1}}"#,
        r#"{"params":{"request_id":1,"request_id":1}}"#,
        r#"{"params":{"hook":1,"hook":1}}"#,
        r#"{"params":{"provider":1,"provider":1}}"#,
    ] {
        let found = scan(line.as_bytes());
        assert!(matches!(found, Err(Fault::Twice { .. })), "{line}");
    }
}

#[test]
fn a_doubled_member_elsewhere_is_not_ours_to_judge() {
    for line in [
        r#"{"params":{"input":{"name":1,"name":2},"input":3}}"#,
        r#"{"result":{"id":1,"id":2}}"#,
        r#"{"params":{"id":1,"id":2,"text":"a","text":"b"}}"#,
        r#"{"params":[{"name":1,"name":2}]}"#,
    ] {
        assert!(scan(line.as_bytes()).is_ok(), "{line}");
    }
}

#[test]
fn refuses_what_a_strict_reader_refuses() {
    for line in [
        "",
        " ",
        "[]",
        "1",
        "{",
        "{}x",
        "{}{}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        r#"{"a":1 "b":2}"#,
        r#"{"a":01}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":+1}"#,
        r#"{"a":1e}"#,
        r#"{"a":-}"#,
        r#"{"a":NaN}"#,
        r#"{"a":Infinity}"#,
        r#"{"a":tru}"#,
        r#"{"a":truee}"#,
        r#"{"a":"\x"}"#,
        r#"{"a":"\u12g4"}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"a":"\udc00"}"#,
        r#"{"a":"\ud800\u0041"}"#,
        "{\"a\":\"\u{1}\"}",
        "{\"a\":\"tab\tinside\"}",
        r#"{"a":"open}"#,
        r#"{"a":[1,2}"#,
        r#"{"a":{]}"#,
        r#"{"a":[,]}"#,
        r#"{"a":[1,]}"#,
        "\u{feff}{}",
        r"{'a':1}",
        r"{a:1}",
    ] {
        assert_eq!(scan(line.as_bytes()), Err(Fault::NotLegal), "{line}");
    }
    for line in [
        b"{\"a\":\"\xff\"}".as_slice(),
        b"{\"a\":\"\xc3\"}",
        b"{\"\xed\xa0\x80\":1}",
        b"{\"a\":1\xa0}",
    ] {
        assert_eq!(scan(line), Err(Fault::NotLegal));
    }
}

#[test]
fn nesting_is_bounded_at_128() {
    let deep = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    assert!(scan(deep(128).as_bytes()).is_ok());
    assert_eq!(scan(deep(129).as_bytes()), Err(Fault::NotLegal));
    let mixed = |levels: usize| {
        format!(
            "{{\"params\":{{\"x\":{}{}}}}}",
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    assert!(scan(mixed(126).as_bytes()).is_ok());
    assert_eq!(scan(mixed(127).as_bytes()), Err(Fault::NotLegal));
}

#[test]
fn members_of_a_legal_object_are_walked() {
    let line = r#"{"_meta": {"a":"x\"y" , "deadline_ms" :-5,"c":{"d":[1,{"e":"}"}]},"f":null} }"#;
    let object = 10..line.len() - 2;
    let found: Vec<(String, String)> = Members::new(line.as_bytes(), &object)
        .map(|member| (line[member.key].to_owned(), line[member.value].to_owned()))
        .collect();
    let expected = [
        ("\"a\"", r#""x\"y""#),
        ("\"deadline_ms\"", "-5"),
        ("\"c\"", r#"{"d":[1,{"e":"}"}]}"#),
        ("\"f\"", "null"),
    ];
    assert_eq!(
        found,
        expected.map(|(key, value)| (key.to_owned(), value.to_owned()))
    );
    assert_eq!(string_value(br#""x\"\u0041""#).as_deref(), Some("x\"A"));
    assert_eq!(string_value(b"12"), None);
}

/// Any JSON, with strings that need every kind of care.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,40}|[ -~]{0,70}|[\"\\\\\n\té€𝄞a]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(key(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "jsonrpc",
            "id",
            "method",
            "params",
            "result",
            "error",
            "name",
            "_meta",
            "event",
            "request_id"
        ])
        .prop_map(str::to_owned),
        "[a-z\"\\\\é]{0,9}",
    ]
}

/// A line that has the shape of a message more often than chance would make it.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let members = prop::collection::vec((key(), any_value()), 0..6);
    members.prop_map(|members| {
        let members: Vec<String> = members
            .iter()
            .map(|(key, value)| format!("{}:{value}", Value::from(key.as_str())))
            .collect();
        format!("{{{}}}", members.join(",")).into_bytes()
    })
}

#[derive(Debug, Clone)]
enum Edit {
    Put(usize, u8),
    Add(usize, u8),
    Cut(usize),
    Swap(usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let byte = prop_oneof![
        prop::sample::select(b"{}[]\",:\\u0d8 \t\n-+.eE1".to_vec()),
        any::<u8>()
    ];
    prop_oneof![
        (any::<usize>(), byte.clone()).prop_map(|(at, byte)| Edit::Put(at, byte)),
        (any::<usize>(), byte).prop_map(|(at, byte)| Edit::Add(at, byte)),
        any::<usize>().prop_map(Edit::Cut),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Edit::Swap(a, b)),
    ]
}

fn mutate(mut line: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        let length = line.len().max(1);
        match *edit {
            Edit::Put(at, byte) if !line.is_empty() => line[at % length] = byte,
            Edit::Add(at, byte) => line.insert(at % length, byte),
            Edit::Cut(at) if !line.is_empty() => drop(line.remove(at % length)),
            Edit::Swap(a, b) if !line.is_empty() => line.swap(a % length, b % length),
            _ => {}
        }
    }
    line
}

/// What `serde_json` finds: every member as (key, value), doubled ones too.
struct Pairs(Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Pairs;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(Visitor)
    }
}

fn agrees(line: &[u8], found: &Envelope) {
    let Pairs(pairs) = serde_json::from_slice(line).unwrap();
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    let read = |span: &Option<super::Span>| {
        span.clone()
            .map(|span| serde_json::from_slice::<Value>(&line[span]).unwrap())
    };
    assert_eq!(read(&found.id), get("id"));
    assert_eq!(read(&found.method), get("method"));
    assert_eq!(read(&found.params), get("params"));
    assert_eq!(read(&found.result), get("result"));
    assert_eq!(read(&found.error), get("error"));
    assert_eq!(found.version, get("jsonrpc") == Some("2.0".into()));
    let params = get("params").unwrap_or_default();
    assert_eq!(read(&found.routing.name), params.get("name").cloned());
    assert_eq!(read(&found.routing.meta), params.get("_meta").cloned());
    assert_eq!(
        read(&found.routing.request_id),
        params.get("request_id").cloned()
    );
}

fn compare(line: &[u8]) {
    let theirs: Result<Pairs, _> = serde_json::from_slice(line);
    match (scan(line), theirs) {
        (Ok(found), Ok(_)) => agrees(line, &found),
        (Err(Fault::Twice { .. }), Ok(Pairs(pairs))) => {
            let params = pairs.iter().filter(|(key, _)| key == "params").count() > 0;
            let mut keys: Vec<&String> = pairs.iter().map(|(key, _)| key).collect();
            keys.sort_unstable();
            assert!(params || keys.windows(2).any(|pair| pair[0] == pair[1]));
        }
        (Err(Fault::NotLegal), Err(_)) => {}
        // serde_json refuses numbers over f64; the protocol never loses a message over a number.
        (Ok(_) | Err(Fault::Twice { .. }), Err(error))
            if error.to_string().contains("out of range") => {}
        (ours, theirs) => {
            panic!(
                "{:?}: {ours:?}, serde_json {:?}",
                String::from_utf8_lossy(line),
                theirs.map(|_| ())
            )
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_serde_json_reads(line in line()) {
        compare(&line);
    }

    #[test]
    fn refuses_what_serde_json_refuses(line in line(), edits in prop::collection::vec(edit(), 1..4)) {
        compare(&mutate(line, &edits));
    }

    #[test]
    fn the_member_walk_agrees_with_the_scan(line in line()) {
        let Pairs(pairs) = serde_json::from_slice(&line).unwrap();
        let walked: Vec<(String, Value)> = Members::new(&line, &(0..line.len()))
            .map(|member| (string_value(&line[member.key]).unwrap().into_owned(), serde_json::from_slice(&line[member.value]).unwrap()))
            .collect();
        prop_assert_eq!(walked, pairs);
    }
}
