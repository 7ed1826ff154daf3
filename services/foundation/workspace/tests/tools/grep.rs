use crate::{Place, put};
use serde_json::{Value, json};

const FILES: [(&str, &str); 4] = [
    ("a.py", "import os\ndef main():\n    pass\n"),
    (
        "lib/b.rs",
        "fn main() {\n    // nothing\n}\nfn other() {}\n",
    ),
    ("lib/c.md", "Main things\nand more\n"),
    ("node_modules/d.js", "main\n"),
];

fn lines(output: &Value) -> Vec<(String, u64, String)> {
    let results = output["results"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    results
        .map(|line| {
            (
                text(&line["file"]),
                line["line_number"].as_u64().unwrap(),
                text(&line["content"]),
            )
        })
        .collect()
}

#[tokio::test]
async fn files_lines_or_counts() {
    let place = Place::new(&FILES).await;
    let files = place.output("grep", json!({"pattern": "main"})).await;
    assert_eq!(
        (&files["files"], &files["total_matches"]),
        (&json!(["a.py", "lib/b.rs"]), &json!(2))
    );
    let all = place
        .output(
            "grep",
            json!({"pattern": "MAIN", "-i": true, "include_ignored": true}),
        )
        .await;
    assert_eq!(
        all["files"],
        json!(["a.py", "lib/b.rs", "lib/c.md", "node_modules/d.js"])
    );
    let counts = place
        .output("grep", json!({"pattern": "^fn", "output_mode": "count"}))
        .await;
    assert_eq!(
        (&counts["counts"], &counts["matches_count"]),
        (&json!([{"file": "lib/b.rs", "count": 2}]), &json!(1))
    );
    let content = place
        .output(
            "grep",
            json!({"pattern": "fn|def", "output_mode": "content"}),
        )
        .await;
    let wanted = [
        ("a.py", 2, "def main():"),
        ("lib/b.rs", 1, "fn main() {"),
        ("lib/b.rs", 4, "fn other() {}"),
    ];
    assert_eq!(
        lines(&content),
        wanted.map(|(file, line, text)| (file.into(), line, text.into()))
    );
}

#[tokio::test]
async fn lines_around_a_match_come_with_it() {
    let place = Place::new(&[("f", "1\n2\nhit\n4\n5\nhit\n7\n")]).await;
    let input = json!({"pattern": "hit", "output_mode": "content", "-B": 1, "-A": 2, "-n": false});
    let output = place.output("grep", input).await;
    let wanted = json!([
        {"file": "f", "content": "hit", "context": {"before": ["2"], "after": ["4", "5"]}},
        {"file": "f", "content": "hit", "context": {"before": [], "after": ["7"]}},
    ]);
    assert_eq!(output["results"], wanted);
}

#[tokio::test]
async fn files_are_chosen_by_path_glob_and_type() {
    let place = Place::new(&FILES).await;
    for (input, files) in [
        (
            json!({"pattern": "main", "glob": "*.rs"}),
            json!(["lib/b.rs"]),
        ),
        (json!({"pattern": "main", "glob": "!*.rs"}), json!(["a.py"])),
        (
            json!({"pattern": "main", "type": "python"}),
            json!(["a.py"]),
        ),
        (
            json!({"pattern": "(?i)main", "type": "markdown"}),
            json!(["lib/c.md"]),
        ),
        (
            json!({"pattern": "main", "path": "lib"}),
            json!(["lib/b.rs"]),
        ),
        (json!({"pattern": "main", "path": "a.py"}), json!(["a.py"])),
    ] {
        assert_eq!(
            place.output("grep", input.clone()).await["files"],
            files,
            "{input}"
        );
    }
    let (kind, message) = place
        .failure("grep", json!({"pattern": "x", "type": "pyton"}))
        .await;
    assert_eq!(kind, "invalid_input");
    assert!(
        message.contains("there is no file type pyton") && message.contains("rust"),
        "{message}"
    );
}

#[tokio::test]
async fn results_are_limited_and_paged() {
    let place = Place::new(&[("f", &"x\n".repeat(5)), ("g", "x\n")]).await;
    let page = |limit: usize, offset: usize| json!({"pattern": "x", "output_mode": "content", "head_limit": limit, "offset": offset});
    let first = place.output("grep", page(2, 0)).await;
    assert_eq!(
        (
            &first["matches_count"],
            &first["total_matches"],
            &first["results_capped"]
        ),
        (&json!(2), &json!(6), &json!(true))
    );
    let last = place.output("grep", page(2, 4)).await;
    assert_eq!(
        lines(&last),
        [("f".into(), 5, "x".into()), ("g".into(), 1, "x".into())]
    );
    assert!(last.get("results_capped").is_none());
    assert_eq!(place.output("grep", page(0, 0)).await["matches_count"], 6);
    let files = place
        .output("grep", json!({"pattern": "x", "head_limit": 1}))
        .await;
    assert_eq!(
        (&files["files"], &files["results_capped"]),
        (&json!(["f"]), &json!(true))
    );
}

#[tokio::test]
async fn binaries_and_giants_are_passed_by() {
    let place = Place::new(&[]).await;
    put(&place.path().join("bin"), b"needle\0");
    let mut giant = vec![b'x'; 10 << 20];
    giant[..7].copy_from_slice(b"needle\n");
    put(&place.path().join("fits"), &giant);
    giant.push(b'x');
    put(&place.path().join("over"), &giant);
    let output = place.output("grep", json!({"pattern": "needle"})).await;
    assert_eq!(output["files"], json!(["fits"]));
}

#[tokio::test]
async fn a_match_may_span_lines_when_asked_to() {
    let place = Place::new(&[("f", "begin\nmiddle\nend\n")]).await;
    let input = |multiline: bool| json!({"pattern": "begin.*end", "multiline": multiline, "output_mode": "content"});
    let output = place.output("grep", input(true)).await;
    assert_eq!(
        lines(&output),
        [("f".into(), 1, "begin\nmiddle\nend".into())]
    );
    assert_eq!(
        place.output("grep", input(false)).await["results"],
        json!([])
    );
}

#[tokio::test]
async fn a_bad_pattern_says_where() {
    let place = Place::new(&[]).await;
    let (kind, message) = place.failure("grep", json!({"pattern": "a(b"})).await;
    assert_eq!(kind, "invalid_input");
    assert!(message.contains("unclosed group"), "{message}");
}

#[tokio::test]
async fn a_cancelled_search_stops() {
    let place = Place::new(&[]).await;
    // A pipe that nobody writes to would hang a search that opens it: it is no file.
    assert!(
        std::process::Command::new("mkfifo")
            .arg(place.path().join("pipe"))
            .status()
            .unwrap()
            .success()
    );
    let line = "a".repeat(100) + "\n";
    for n in 0..200 {
        put(
            &place.path().join(format!("f{n}")),
            line.repeat(2000).as_bytes(),
        );
    }
    let searching = place.service.call(
        "tool.execute",
        json!({"name": "grep", "input": {"pattern": "(a|a|a)+b"}}),
    );
    tokio::select! {
        biased;
        _ = searching => panic!("it was not to finish so soon"),
        () = tokio::task::yield_now() => {}
    }
    // The dropped call was cancelled: the service is there for the next one.
    assert_eq!(
        place
            .output("grep", json!({"pattern": "none", "path": "f0"}))
            .await["files"],
        json!([])
    );
}
