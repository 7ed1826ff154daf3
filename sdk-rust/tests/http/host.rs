//! A host for the way back: each request that it gets waits for its test to answer it.

use crate::process::PATIENCE;
use serde_json::Value;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

pub(crate) struct Host {
    pub(crate) url: String,
    asked: Receiver<Asked>,
}

/// A request that waits for its answer.
pub(crate) struct Asked {
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Value,
    stream: TcpStream,
}

impl Host {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, asked) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let sender = sender.clone();
                std::thread::spawn(move || read(stream, &sender));
            }
        });
        Self { url, asked }
    }

    /// The next request.
    pub(crate) fn next(&self) -> Asked {
        self.asked.recv_timeout(PATIENCE).expect("nobody asks")
    }
}

impl Host {
    /// Whether nobody has asked for anything else.
    pub(crate) fn is_quiet(&self) -> bool {
        self.asked.try_recv().is_err()
    }
}

/// Reads one request; a connection is for one only.
fn read(stream: TcpStream, sender: &Sender<Asked>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if line.trim_end().is_empty() {
            break;
        }
        lines.push(line.trim_end().to_string());
    }
    let headers: Vec<(String, String)> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_string()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, length)| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let target = lines[0].split(' ').nth(1).unwrap().to_string();
    assert!(lines[0].starts_with("POST "), "{}", lines[0]);
    let body = serde_json::from_slice(&body).unwrap();
    // The test may be over.
    let _ = sender.send(Asked {
        target,
        headers,
        body,
        stream,
    });
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn write(&mut self, bytes: &str) {
        self.stream.write_all(bytes.as_bytes()).unwrap();
    }

    pub(crate) fn answer(mut self, status: &str, content_type: &str, body: &str) {
        let length = body.len();
        self.write(&format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ));
    }

    pub(crate) fn result(self, result: &Value) {
        self.answer("200 OK", "application/json", &result.to_string());
    }

    pub(crate) fn nothing(mut self) {
        self.write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    }

    /// The head of a stream; its end is that of the connection.
    pub(crate) fn begin_stream(&mut self) {
        self.write(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n",
        );
    }

    /// Waits until the service closes the connection.
    pub(crate) fn closed(mut self) {
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut byte = [0];
        match self.stream.read(&mut byte) {
            Ok(0) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
            other => panic!("the connection is open: {other:?}"),
        }
    }
}
