//! Content: what is served of a folder, and which paths there are (CNT).

#![cfg(feature = "service")]
#![allow(clippy::unwrap_used, reason = "a test panics where it is wrong")]

use amplifier_ipc::testing::TestHost;
use amplifier_ipc::types::ContentEncoding;
use amplifier_ipc::{Content, RpcError, Service};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

fn run<T>(test: impl Future<Output = Result<T, RpcError>>) -> Result<T, RpcError> {
    amplifier_ipc::block_on(test).unwrap()
}

fn serving(content: Content) -> Service {
    Service::new("s").content(content)
}

#[test]
fn a_folder_is_served_and_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("inside");
    fs::create_dir_all(inside.join("deep")).unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    fs::write(inside.join("deep/a.md"), "ä\n").unwrap();
    fs::write(inside.join("b.bin"), [0xff, 0]).unwrap();
    symlink(folder.path().join("secret.txt"), inside.join("link.txt")).unwrap();
    symlink(folder.path(), inside.join("out")).unwrap();
    run(async {
        let host = TestHost::new()
            .start(serving(Content::folder(&inside)))
            .await?;
        let described = host.described().capabilities.content.clone().unwrap();
        assert_eq!(described.paths, ["b.bin", "deep/a.md"]);
        assert_eq!(host.list_content("deep/").await?, ["deep/a.md"]);
        let text = host.read_content("deep/a.md").await?;
        assert_eq!(
            (&*text.content, text.encoding),
            ("ä\n", ContentEncoding::Utf8)
        );
        assert_eq!(text.mime_type.as_deref(), Some("text/markdown"));
        let binary = host.read_content("b.bin").await?;
        assert_eq!(
            (&*binary.content, binary.encoding),
            ("/wA=", ContentEncoding::Base64)
        );
        for path in [
            "../secret.txt",
            "link.txt",
            "out/secret.txt",
            "/etc/passwd",
            "deep",
        ] {
            let error = host.read_content(path).await.unwrap_err();
            assert_eq!(
                (error.kind(), &error.data()["what"]),
                ("not_found", &json!("content"))
            );
        }
        let near = host.read_content("deep/a.mb").await.unwrap_err();
        assert_eq!(near.data()["did_you_mean"], "deep/a.md");
        Ok(())
    })
    .unwrap();
}

#[test]
fn files_in_memory_come_before_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "folder").unwrap();
    run(async {
        let content = Content::folder(folder.path()).file("a.txt", "memory");
        let host = TestHost::new()
            .start(serving(content).content(Content::new().file("b.json", "{}")))
            .await?;
        assert_eq!(host.list_content("").await?, ["a.txt", "b.json"]);
        assert_eq!(host.read_content("a.txt").await?.content, "memory");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_folder_that_is_not_there_ends_the_start() {
    let error = run(TestHost::new().start(serving(Content::folder("/no/such/folder")))).err();
    assert!(error.unwrap().message().contains("there is no folder"));
}

#[test]
fn paths_follow_the_shared_vectors() {
    let vectors =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/vectors/content_paths.json");
    let vectors: Value = serde_json::from_str(&fs::read_to_string(vectors).unwrap()).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let path = case["path"].as_str().unwrap().to_string();
        let content = Content::new().file(path.clone(), "there");
        let started = run(TestHost::new().start(serving(content)));
        assert_eq!(started.is_ok(), case["verdict"] == "ok", "{path:?}");
    }
}
