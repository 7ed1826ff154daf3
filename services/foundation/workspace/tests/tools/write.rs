use crate::Place;
use amplifier_ipc::testing::TestHost;
use serde_json::json;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn a_file_is_made_and_replaced_with_its_folders_and_its_mode() {
    let place = Place::new(&[]).await;
    let input = json!({"file_path": "deep/er/new.sh", "content": "one"});
    let made = place.output("write_file", input).await;
    assert_eq!(
        (&made["bytes"], &made["created"]),
        (&json!(3), &json!(true))
    );
    let path = place.path().join("deep/er/new.sh");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o750)).unwrap();
    let again = place
        .output(
            "write_file",
            json!({"file_path": "deep/er/new.sh", "content": "zwölf"}),
        )
        .await;
    assert_eq!(
        (&again["bytes"], &again["created"]),
        (&json!(6), &json!(false))
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "zwölf");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o750);
    assert_eq!(
        path.parent().unwrap().read_dir().unwrap().count(),
        1,
        "nothing is left beside it"
    );
}

#[tokio::test]
async fn only_the_working_directory_is_open_and_some_of_it_is_not() {
    let place = Place::new(&[(".git/HEAD", "ref")]).await;
    let outside = tempfile::tempdir().unwrap();
    symlink(outside.path(), place.path().join("door")).unwrap();
    let elsewhere = outside.path().join("x").to_str().unwrap().to_string();
    for path in [
        "../x",
        &elsewhere,
        "door/x",
        ".git/HEAD",
        "a/.ssh/config",
        "id_rsa",
        "~/x",
    ] {
        let input = json!({"file_path": path, "content": "x"});
        assert_eq!(
            place.failure("write_file", input).await.0,
            "access_denied",
            "{path}"
        );
    }
    assert_eq!(outside.path().read_dir().unwrap().count(), 0);
    assert_eq!(
        std::fs::read_to_string(place.path().join(".git/HEAD")).unwrap(),
        "ref"
    );
    let (kind, message) = place
        .failure("write_file", json!({"file_path": ".", "content": ""}))
        .await;
    assert_eq!(kind, "unavailable", "{message}");
}

#[tokio::test]
async fn configured_places_replace_the_working_directory_and_deny_wins() {
    let open = tempfile::tempdir().unwrap();
    let root = open.path().to_str().unwrap().to_string();
    let config = json!({"write_file": {"allowed_write_paths": [root], "denied_write_paths": [format!("{root}/no")]}});
    let place = Place::configured(&[], config).await;
    place
        .output(
            "write_file",
            json!({"file_path": format!("{root}/yes/a"), "content": ""}),
        )
        .await;
    for path in [format!("{root}/no/a"), "here".into()] {
        assert_eq!(
            place
                .failure("write_file", json!({"file_path": path, "content": ""}))
                .await
                .0,
            "access_denied"
        );
    }
}

#[tokio::test]
async fn others_hear_of_it() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = heard.clone();
    let host = TestHost::new().answers("request.hook_emit", move |params| {
        hearing
            .lock()
            .unwrap()
            .push((params["event"].clone(), params["data"]["bytes"].clone()));
        Ok(json!({"action": "continue"}))
    });
    let folder = tempfile::tempdir().unwrap();
    let service = host.start(foundation_workspace::service()).await.unwrap();
    service
        .configure(json!({}), folder.path().to_str().unwrap())
        .await
        .unwrap();
    service
        .execute_tool("write_file", json!({"file_path": "a", "content": "12"}))
        .await
        .unwrap();
    service
        .execute_tool("read_file", json!({"file_path": "a"}))
        .await
        .unwrap();
    assert_eq!(
        *heard.lock().unwrap(),
        [
            (json!("artifact:write"), json!(2)),
            (json!("artifact:read"), json!(2))
        ]
    );
}

#[tokio::test]
async fn a_file_that_may_not_be_written_is_left_alone() {
    let place = Place::new(&[("a", "old")]).await;
    std::fs::set_permissions(place.path().join("a"), PermissionsExt::from_mode(0o444)).unwrap();
    let result = place
        .tool("write_file", json!({"file_path": "a", "content": "new"}))
        .await;
    let root = rustix::process::geteuid().is_root();
    let kind = result.error.and_then(|error| error.kind);
    let want = if root { None } else { Some("access_denied") };
    assert_eq!(kind.as_deref(), want, "root may write everything");
    let mode = place.path().join("a").metadata().unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o444);
}
