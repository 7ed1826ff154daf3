use crate::Place;
use amplifier_ipc::testing::TestHost;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};

fn input(path: &str, old: &str, new: &str) -> Value {
    json!({"file_path": path, "old_string": old, "new_string": new})
}

fn content(place: &Place, path: &str) -> String {
    std::fs::read_to_string(place.path().join(path)).unwrap()
}

/// The whole error of a failure.
async fn error(place: &Place, input: Value) -> (String, String, Value) {
    let error = place.tool("edit_file", input).await.error.unwrap();
    (
        error.kind.unwrap(),
        error.message,
        error.details.unwrap_or_default(),
    )
}

#[tokio::test]
async fn a_text_is_replaced_and_the_change_is_shown() {
    let place = Place::new(&[("src/a.txt", "one\ntwo\nthree\n")]).await;
    let output = place
        .output("edit_file", input("src/a.txt", "two", "2\n2½"))
        .await;
    assert_eq!(content(&place, "src/a.txt"), "one\n2\n2½\nthree\n");
    let real = place.path().canonicalize().unwrap().join("src/a.txt");
    assert_eq!(output["file_path"], "src/a.txt");
    assert_eq!(output["absolute_path"], real.to_str().unwrap());
    assert_eq!(
        (&output["replacements_made"], &output["bytes_written"]),
        (&json!(1), &json!(16))
    );
    let diff = "--- src/a.txt\n+++ src/a.txt\n@@ -1,3 +1,4 @@\n one\n-two\n+2\n+2½\n three\n";
    assert_eq!(output["diff"], diff);
    assert_eq!(
        place.path().join("src").read_dir().unwrap().count(),
        1,
        "nothing is left beside it"
    );
}

#[tokio::test]
async fn what_is_not_there_once_is_not_replaced() {
    let place = Place::new(&[("a", "x\ny x\nz\n")]).await;
    let (kind, message, details) = error(&place, input("a", "x", "w")).await;
    assert_eq!(kind, "not_unique");
    assert_eq!(details, json!({"occurrences": 2, "lines": [1, 2]}));
    assert!(
        message.contains("replace_all") && message.contains("lines 1, 2"),
        "{message}"
    );
    let all = json!({"file_path": "a", "old_string": "x", "new_string": "w", "replace_all": true});
    assert_eq!(place.output("edit_file", all).await["replacements_made"], 2);
    assert_eq!(content(&place, "a"), "w\ny w\nz\n");
}

#[tokio::test]
async fn what_is_missing_is_told_with_the_closest_lines() {
    let place = Place::new(&[("a", "fn main() {\n\tlet colour = 1;\n}\n")]).await;
    let (kind, message, details) = error(
        &place,
        input("a", "fn main() {\n    let colour = 1;\n}", "x"),
    )
    .await;
    assert_eq!(kind, "not_found");
    assert!(
        message
            .contains("only white space differs:\n     1\tfn main() {\n     2\t\tlet colour = 1;"),
        "{message}"
    );
    let text = "fn main() {\n\tlet colour = 1;\n}";
    assert_eq!(
        details,
        json!({"closest": {"line": 1, "text": text}, "whitespace_only": true})
    );
    let (kind, message, details) = error(&place, input("a", "\tlet color = 1;", "x")).await;
    assert_eq!(
        (kind.as_str(), &details["closest"]["line"]),
        ("not_found", &json!(2))
    );
    assert_eq!(details["whitespace_only"], false);
    assert!(message.contains("closest lines"), "{message}");
    let (kind, message, _) = error(&place, input("a", "0123456789", "x")).await;
    assert!(
        kind == "not_found" && message.contains("read the file again"),
        "{message}"
    );
    assert_eq!(content(&place, "a"), "fn main() {\n\tlet colour = 1;\n}\n");
}

#[tokio::test]
async fn what_makes_no_sense_is_said() {
    let place = Place::new(&[("a", "x"), ("folder/b", "")]).await;
    for (edit, want, word) in [
        (input("a", "x", "x"), "invalid_input", "the same"),
        (input("a", "", "x"), "invalid_input", "write_file"),
        (input("nowhere", "x", "y"), "not_found", "no such file"),
        (input("folder", "x", "y"), "invalid_input", "not a file"),
    ] {
        let (kind, message, _) = error(&place, edit).await;
        assert!(kind == want && message.contains(word), "{kind}: {message}");
    }
    assert!(!place.path().join("nowhere").exists());
}

#[tokio::test]
async fn line_ends_final_newline_and_mode_stay() {
    let place = Place::new(&[("a", "one\r\ntwo\r\nthree\r\n")]).await;
    std::fs::set_permissions(place.path().join("a"), PermissionsExt::from_mode(0o750)).unwrap();
    place
        .output("edit_file", input("a", "one\ntwo", "1\n2"))
        .await;
    assert_eq!(content(&place, "a"), "1\r\n2\r\nthree\r\n");
    place.output("edit_file", input("a", "three\n", "3")).await;
    assert_eq!(content(&place, "a"), "1\r\n2\r\n3\r\n");
    let mode = place
        .path()
        .join("a")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o750);
}

#[tokio::test]
async fn a_file_that_has_changed_since_is_left_alone() {
    let place = Place::new(&[("a", "one\n")]).await;
    let hash = place.output("read_file", json!({"file_path": "a"})).await["hash"].clone();
    let edit = |hash: &Value, old: &str, new: &str| json!({"file_path": "a", "old_string": old, "new_string": new, "expected_hash": hash});
    let next = place.output("edit_file", edit(&hash, "one", "two")).await["hash"].clone();
    let (kind, message, details) = error(&place, edit(&hash, "two", "three")).await;
    assert_eq!(kind, "invalid_input");
    assert!(
        message.contains("has changed since it was read"),
        "{message}"
    );
    assert_eq!(details, json!({"expected_hash": hash, "hash": next}));
    let last = place.output("edit_file", edit(&next, "two", "three")).await["hash"].clone();
    assert_eq!(content(&place, "a"), "three\n");
    let written = place
        .output(
            "write_file",
            json!({"file_path": "b", "content": "three\n"}),
        )
        .await;
    assert_eq!(written["hash"], last);
}

#[tokio::test]
async fn only_texts_of_some_size_are_edited() {
    let place = Place::new(&[("nul", "a\0b")]).await;
    std::fs::write(place.path().join("latin"), [0xe9, 0x0a]).unwrap();
    for file in ["nul", "latin"] {
        assert_eq!(
            place.failure("edit_file", input(file, "a", "b")).await.0,
            "not_text"
        );
    }
    let mut large = vec![b'\n'; 10 << 20];
    large[..3].copy_from_slice(b"one");
    std::fs::write(place.path().join("large"), &large).unwrap();
    place
        .output("edit_file", input("large", "one", "two"))
        .await;
    large.push(b'\n');
    std::fs::write(place.path().join("large"), &large).unwrap();
    let (kind, message) = place
        .failure("edit_file", input("large", "one", "two"))
        .await;
    assert!(
        kind == "too_large" && message.contains("10485761") && message.contains("10485760"),
        "{message}"
    );
}

#[tokio::test]
async fn the_paths_are_those_that_may_be_written() {
    let files = [(".git/config", "a"), ("no/a", "a"), ("yes/a", "a")];
    let place =
        Place::configured(&files, json!({"edit_file": {"denied_write_paths": ["no"]}})).await;
    for path in [".git/config", "no/a", "/etc/hostname"] {
        assert_eq!(
            place.failure("edit_file", input(path, "a", "b")).await.0,
            "access_denied",
            "{path}"
        );
    }
    place.output("edit_file", input("yes/a", "a", "b")).await;
}

#[tokio::test]
async fn a_long_difference_is_cut() {
    let place = Place::new(&[("a", &"x\n".repeat(20_000))]).await;
    let edit =
        json!({"file_path": "a", "old_string": "x", "new_string": "yy", "replace_all": true});
    let output = place.output("edit_file", edit).await;
    let diff = output["diff"].as_str().unwrap();
    assert!(
        diff.len() < 50_200 && diff.contains("read the file to see the rest"),
        "{}",
        diff.len()
    );
    assert_eq!(output["replacements_made"], 20_000);
}

#[tokio::test]
async fn edits_of_one_file_wait_for_each_other() {
    let lines: Vec<String> = (0..40).map(|number| format!("line {number};\n")).collect();
    let lines = lines.concat();
    let place = Place::new(&[("a", &lines)]).await;
    let place = Arc::new(place);
    let edits: Vec<_> = (0..40)
        .map(|number| {
            let place = place.clone();
            let edit = input("a", &format!("line {number};"), &format!("done {number};"));
            tokio::spawn(async move { place.output("edit_file", edit).await })
        })
        .collect();
    for edit in edits {
        edit.await.unwrap();
    }
    assert_eq!(content(&place, "a"), lines.replace("line", "done"));
}

#[tokio::test]
async fn others_hear_of_it() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = heard.clone();
    let host = TestHost::new().answers("request.hook_emit", move |params| {
        hearing
            .lock()
            .unwrap()
            .push((params["event"].clone(), params["data"].clone()));
        Ok(json!({"action": "continue"}))
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().canonicalize().unwrap().join("a");
    std::fs::write(&file, "one").unwrap();
    let service = host.start(foundation_workspace::service()).await.unwrap();
    service
        .configure(json!({}), folder.path().to_str().unwrap())
        .await
        .unwrap();
    service
        .execute_tool("edit_file", input("a", "none", "x"))
        .await
        .unwrap();
    service
        .execute_tool("edit_file", input("a", "one", "three"))
        .await
        .unwrap();
    let want = json!({"path": file, "bytes": 5});
    assert_eq!(*heard.lock().unwrap(), [(json!("artifact:write"), want)]);
}
