use crate::Place;
use serde_json::{Value, json};
use std::fs::File;
use std::time::{Duration, SystemTime};

fn paths(output: &Value) -> Vec<&str> {
    output["matches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["path"].as_str().unwrap())
        .collect()
}

/// Makes the files older, one after the other: the first is the newest.
fn age(place: &Place, paths: &[&str]) {
    for (age, path) in (0_u64..).zip(paths) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - age);
        File::open(place.path().join(path))
            .unwrap()
            .set_modified(time)
            .unwrap();
    }
}

#[tokio::test]
async fn files_are_found_newest_first() {
    let place = Place::new(&[
        ("b.rs", "12"),
        ("a.rs", ""),
        ("sub/c.rs", ""),
        ("d.txt", ""),
    ])
    .await;
    age(&place, &["sub/c.rs", "a.rs", "b.rs", "d.txt"]);
    let top = place.output("glob", json!({"pattern": "*.rs"})).await;
    assert_eq!(paths(&top), ["a.rs", "b.rs"]);
    assert_eq!(
        top["matches"][1],
        json!({"path": "b.rs", "type": "file", "size": 2})
    );
    assert_eq!((&top["total_files"], &top["count"]), (&json!(2), &json!(2)));
    assert_eq!(
        top["base_path"],
        json!(place.path().canonicalize().unwrap())
    );
    let tree = place
        .output("glob", json!({"pattern": "**/*.{rs,txt}"}))
        .await;
    assert_eq!(paths(&tree), ["sub/c.rs", "a.rs", "b.rs", "d.txt"]);
    let sub = place
        .output("glob", json!({"pattern": "*", "path": "sub"}))
        .await;
    assert_eq!(paths(&sub), ["sub/c.rs"]);
}

#[tokio::test]
async fn what_nobody_wrote_is_left_out_unless_asked_for() {
    let files = [
        ("src/build.rs", ""),
        ("build/out.js", ""),
        ("node_modules/x/i.js", ""),
        ("log/a.log", ""),
        (".env", ""),
        (".gitignore", "*.log\n"),
        ("keep.js", ""),
    ];
    let place = Place::new(&files).await;
    let all = |input: Value| async {
        place.output("glob", input).await["total_files"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(
        all(json!({"pattern": "**"})).await,
        2,
        "src/build.rs and keep.js"
    );
    assert_eq!(
        all(json!({"pattern": "**", "include_ignored": true})).await,
        5
    );
    assert_eq!(all(json!({"pattern": "**", "hidden": true})).await, 4);
    assert_eq!(all(json!({"pattern": ".env"})).await, 1);
    assert_eq!(all(json!({"pattern": "**", "exclude": ["src/*"]})).await, 1);
    assert_eq!(
        all(json!({"pattern": "**", "exclude": ["build.rs", "*.js"]})).await,
        0
    );
    assert_eq!(
        all(json!({"pattern": "*", "type": "dir"})).await,
        2,
        "src and log"
    );
    assert_eq!(all(json!({"pattern": "*", "type": "any"})).await, 3);
}

#[tokio::test]
async fn the_newest_are_kept_at_the_limit() {
    let place = Place::new(&[("a", ""), ("b", ""), ("c", "")]).await;
    age(&place, &["c", "a", "b"]);
    let fits = place
        .output("glob", json!({"pattern": "*", "limit": 3}))
        .await;
    assert!(fits.get("results_capped").is_none());
    let capped = place
        .output("glob", json!({"pattern": "*", "limit": 2}))
        .await;
    assert_eq!(
        (
            paths(&capped),
            &capped["total_files"],
            &capped["results_capped"]
        ),
        (vec!["c", "a"], &json!(3), &json!(true))
    );
}

#[tokio::test]
async fn faults_are_told() {
    let place = Place::configured(
        &[("f", "")],
        json!({"glob": {"denied_read_paths": ["closed"]}}),
    )
    .await;
    for (input, kind) in [
        (json!({"pattern": "../*"}), "invalid_input"),
        (json!({"pattern": "[a"}), "invalid_input"),
        (json!({"pattern": "*", "path": "f"}), "invalid_input"),
        (json!({"pattern": "*", "path": "nowhere"}), "not_found"),
        (json!({"pattern": "*", "path": "closed"}), "access_denied"),
    ] {
        assert_eq!(
            place.failure("glob", input.clone()).await.0,
            kind,
            "{input}"
        );
    }
    let error = place
        .service
        .execute_tool("glob", json!({"limit": 0, "typ": "file"}))
        .await
        .unwrap_err();
    assert_eq!(
        (
            error.kind(),
            error.data()["errors"].as_array().unwrap().len()
        ),
        ("invalid_params", 3)
    );
}
