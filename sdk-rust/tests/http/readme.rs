//! What the README shows of HTTP is what happens.

use crate::client::Connection;
use crate::process::Service;

/// The blocks of a language in a section.
fn blocks(section: &str, language: &str) -> Vec<String> {
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once(section).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let fence = format!("```{language}\n");
    let blocks = section.split(&fence).skip(1);
    blocks
        .map(|block| block.split("\n```").next().unwrap().to_string())
        .collect()
}

#[test]
fn the_call_over_http_is_answered_as_shown() {
    let service = Service::start();
    let [request, answer] = &blocks("## Over HTTP", "http")[..] else {
        panic!("there is one request and one answer");
    };
    let (wanted_head, wanted_body) = answer.split_once("\n\n").unwrap();
    let (head, body) = request.split_once("\n\n").unwrap();
    let mut connection = Connection::to(&service.address);
    connection.write(format!("{}\r\n\r\n{body}", head.replace('\n', "\r\n")).as_bytes());
    let answer = connection.answer().done();
    assert_eq!(wanted_head.lines().next(), Some("HTTP/1.1 200 OK"));
    assert_eq!((answer.status, answer.body.as_str()), (200, wanted_body));
    for header in wanted_head.lines().skip(1) {
        let (name, value) = header.split_once(": ").unwrap();
        assert_eq!(answer.header(name), Some(value));
    }
}
