//! HTTP/1.1 by hand: a request as bytes, an answer as it comes.

use crate::process::PATIENCE;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};

pub(crate) struct Request<'a> {
    address: &'a str,
    head: String,
    body: Option<Vec<u8>>,
}

impl<'a> Request<'a> {
    pub(crate) fn new(address: &'a str, verb: &str, target: &str) -> Self {
        Self {
            address,
            head: format!("{verb} {target} HTTP/1.1\r\nHost: {address}\r\n"),
            body: None,
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.extend([name, ": ", value, "\r\n"]);
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.header("Content-Type", content_type)
    }

    pub(crate) fn streamed(self) -> Self {
        self.header("Accept", "text/event-stream")
    }

    /// Sends it, and reads the head of the answer.
    pub(crate) fn open(self) -> Answer {
        self.sent().answer()
    }

    /// Sends it, and reads nothing.
    pub(crate) fn sent(self) -> Connection {
        let mut connection = Connection::to(self.address);
        let mut bytes = self.head.into_bytes();
        if let Some(body) = &self.body {
            bytes.extend(format!("Content-Length: {}\r\n", body.len()).bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(self.body.unwrap_or_default());
        connection.write(&bytes);
        connection
    }

    /// Sends only the head, as it stands.
    pub(crate) fn head_sent(self) -> Connection {
        let mut connection = Connection::to(self.address);
        connection.write(format!("{}\r\n", self.head).as_bytes());
        connection
    }

    /// Sends it, and reads the whole answer.
    pub(crate) fn done(self) -> Done {
        self.open().done()
    }
}

/// A connection to a service.
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(crate) fn to(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(stream))
    }

    /// A service that has answered may have closed its end.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let _ = self.0.get_mut().write_all(bytes);
    }

    pub(crate) fn close(self) {
        self.0.get_ref().shutdown(Shutdown::Both).unwrap();
    }

    pub(crate) fn answer(mut self) -> Answer {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            if line.trim_end().is_empty() {
                break;
            }
            lines.push(line.trim_end().to_string());
        }
        let status = lines.first().expect("no answer").split(' ').nth(1);
        let status = status.unwrap().parse().unwrap();
        let headers = lines[1..].iter().map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_lowercase(), value.trim().to_string())
        });
        Answer {
            status,
            headers: headers.collect(),
            connection: self,
            left: 0,
        }
    }
}

/// An answer whose body has not been read.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    connection: Connection,
    /// What is left of the chunk.
    left: usize,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn close(self) {
        self.connection.close();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.connection.0.read_line(&mut line).unwrap();
        line.trim_end().to_string()
    }

    /// A byte of a chunked body; `None` behind the last.
    fn byte(&mut self) -> Option<u8> {
        if self.left == 0 {
            let size = self.line();
            self.left = usize::from_str_radix(&size, 16).unwrap_or_else(|_| panic!("cut off"));
            if self.left == 0 {
                return None;
            }
        }
        let mut byte = [0];
        self.connection.0.read_exact(&mut byte).unwrap();
        self.left -= 1;
        if self.left == 0 {
            assert_eq!(self.line(), "", "a chunk ends with a line end");
        }
        Some(byte[0])
    }

    /// The next event of a stream, as soon as it comes: its name and data; `None` at the end.
    pub(crate) fn event(&mut self) -> Option<(String, Value)> {
        let mut bytes = vec![self.byte()?];
        while !bytes.ends_with(b"\n\n") {
            bytes.push(self.byte().expect("an event is cut off"));
        }
        let text = String::from_utf8(bytes).unwrap();
        let (name, data) = text.trim_end().split_once('\n').unwrap();
        let name = name.strip_prefix("event: ").unwrap();
        let data = data.strip_prefix("data: ").unwrap();
        Some((name.into(), serde_json::from_str(data).unwrap()))
    }

    /// All events that are left.
    pub(crate) fn events(mut self) -> Vec<(String, Value)> {
        std::iter::from_fn(|| self.event()).collect()
    }

    /// The body, on a connection that goes on.
    pub(crate) fn text(&mut self) -> String {
        let length = self.header("content-length").unwrap().parse().unwrap();
        let mut body = vec![0; length];
        self.connection.0.read_exact(&mut body).unwrap();
        String::from_utf8(body).unwrap()
    }

    /// The next answer on the same connection.
    pub(crate) fn next(self) -> Self {
        self.connection.answer()
    }

    pub(crate) fn done(mut self) -> Done {
        let length = self
            .header("content-length")
            .map(|length| length.parse().unwrap());
        let mut body = vec![0; length.unwrap_or(0)];
        self.connection.0.read_exact(&mut body).unwrap();
        Done {
            status: self.status,
            body: String::from_utf8(body).unwrap(),
            headers: self.headers,
        }
    }
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Done {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The result.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_str(&self.body).unwrap()
    }

    /// The problem, whose status is that of the answer.
    pub(crate) fn problem(&self) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(problem["status"], self.status);
        assert_eq!(problem["data"]["kind"], problem["kind"]);
        problem
    }

    /// Status and kind of the problem.
    pub(crate) fn refused(&self) -> (u16, String) {
        (self.status, self.problem()["kind"].as_str().unwrap().into())
    }
}
