use crate::{Place, put};
use amplifier_ipc::types::ContentBlock;
use serde_json::json;

#[tokio::test]
async fn lines_are_numbered_and_read_in_parts() {
    let place = Place::new(&[("a.txt", "one\ntwo\r\nthree\nfour")]).await;
    let whole = place
        .output("read_file", json!({"file_path": "a.txt"}))
        .await;
    assert_eq!(
        whole["content"],
        "     1\tone\n     2\ttwo\n     3\tthree\n     4\tfour\n"
    );
    assert_eq!(
        (
            &whole["total_lines"],
            &whole["lines_read"],
            &whole["offset"]
        ),
        (&json!(4), &json!(4), &json!(1))
    );
    assert_eq!(whole["file_path"], "a.txt");
    assert_eq!(
        whole["absolute_path"],
        json!(place.path().canonicalize().unwrap().join("a.txt"))
    );
    assert!(whole.get("warning").is_none());
    let part = place
        .output(
            "read_file",
            json!({"file_path": "./a.txt", "offset": 2, "limit": 2}),
        )
        .await;
    assert_eq!(part["content"], "     2\ttwo\n     3\tthree\n");
    assert_eq!(part["warning"], "lines 2 to 3 of 4; go on with offset 4");
}

#[tokio::test]
async fn the_limits_say_what_they_are_and_how_to_go_on() {
    let long = "x".repeat(2001);
    let big = "0123456789\n".repeat(1000);
    let files = [
        ("long.txt", &*long),
        ("fits.txt", &long[1..]),
        ("big.txt", &big),
        ("empty.txt", ""),
    ];
    let place = Place::configured(&files, json!({"read_file": {"max_bytes": 1024}})).await;
    let cut = place
        .output("read_file", json!({"file_path": "long.txt"}))
        .await;
    let wanted = format!(
        "     1\t{} [line cut after 2000 characters; it has 2001 bytes]\n",
        &long[1..]
    );
    assert_eq!(cut["content"], wanted);
    let fits = place
        .output("read_file", json!({"file_path": "fits.txt"}))
        .await;
    assert_eq!(fits["content"], format!("     1\t{}\n", &long[1..]));
    let big = place
        .output("read_file", json!({"file_path": "big.txt"}))
        .await;
    assert_eq!(big["lines_read"], 57);
    assert!(
        big["warning"]
            .as_str()
            .unwrap()
            .ends_with("the file has 11000 bytes; go on with offset 58"),
        "{big}"
    );
    let empty = place
        .output("read_file", json!({"file_path": "empty.txt"}))
        .await;
    assert_eq!(
        (&empty["content"], &empty["warning"]),
        (&json!(""), &json!("the file is empty"))
    );
    let past = place
        .output("read_file", json!({"file_path": "fits.txt", "offset": 9}))
        .await;
    assert_eq!(
        past["warning"],
        "the file has 1 lines; offset 9 is past its end"
    );
}

#[tokio::test]
async fn a_folder_is_listed_folders_first() {
    let place = Place::new(&[("b.txt", "12345"), ("z/in.txt", ""), ("a/in.txt", "")]).await;
    let listing = place.output("read_file", json!({"file_path": "."})).await;
    assert_eq!(
        listing["content"],
        "DIR  a/\nDIR  z/\nFILE b.txt (5 bytes)\n"
    );
    assert_eq!(
        (&listing["is_directory"], &listing["entry_count"]),
        (&json!(true), &json!(3))
    );
}

#[tokio::test]
async fn what_is_no_text_is_told_apart() {
    let place = Place::new(&[]).await;
    put(&place.path().join("data.bin"), b"ab\0cd");
    put(&place.path().join("wide.txt"), b"\xff\xfeh\0i\0\n\0");
    put(&place.path().join("odd.txt"), b"caf\xe9\n");
    put(
        &place.path().join("marked.txt"),
        "\u{feff}first\n".as_bytes(),
    );
    put(&place.path().join("dot.png"), b"\x89PNG\r\n\x1a\n");
    let (kind, message) = place
        .failure("read_file", json!({"file_path": "data.bin"}))
        .await;
    assert_eq!(
        (kind.as_str(), message.as_str()),
        ("not_text", "data.bin is no text (bin, 5 bytes)")
    );
    for (file, head, kind) in [
        (
            "program",
            b"\x7fELF\x02\x01\x01\0".as_slice(),
            "application/x-executable, 60 bytes)",
        ),
        (
            "paper",
            b"%PDF-1.7\n".as_slice(),
            "application/pdf, 60 bytes); pdftotext makes one of it",
        ),
    ] {
        let mut bytes = head.to_vec();
        bytes.resize(60, b'.');
        put(&place.path().join(file), &bytes);
        let (_, message) = place.failure("read_file", json!({"file_path": file})).await;
        assert_eq!(message, format!("{file} is no text ({kind}"));
    }
    for (file, text) in [
        ("wide.txt", "hi"),
        ("odd.txt", "caf\u{fffd}"),
        ("marked.txt", "first"),
    ] {
        let output = place.output("read_file", json!({"file_path": file})).await;
        assert_eq!(output["content"], format!("     1\t{text}\n"));
    }
    let image = place
        .tool("read_file", json!({"file_path": "dot.png"}))
        .await;
    assert_eq!(
        (&image.output["media_type"], &image.output["bytes"]),
        (&json!("image/png"), &json!(8))
    );
    assert!(matches!(
        image.content.unwrap().as_slice(),
        [ContentBlock::Image(_)]
    ));
}

#[tokio::test]
async fn a_missing_file_and_a_closed_one_are_failures() {
    let config =
        json!({"read_file": {"denied_read_paths": ["secret"], "allowed_read_paths": ["."]}});
    let place = Place::configured(&[("secret/key", "k"), ("open.txt", "o")], config).await;
    std::os::unix::fs::symlink(place.path().join("secret/key"), place.path().join("link")).unwrap();
    assert_eq!(
        place
            .failure("read_file", json!({"file_path": "no"}))
            .await
            .0,
        "not_found"
    );
    for path in [
        "secret/key",
        "./open/../secret/key",
        "link",
        "/etc/hostname",
        "~",
    ] {
        assert_eq!(
            place
                .failure("read_file", json!({"file_path": path}))
                .await
                .0,
            "access_denied",
            "{path}"
        );
    }
    place
        .output("read_file", json!({"file_path": "open.txt"}))
        .await;
}
