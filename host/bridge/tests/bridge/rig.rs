//! What the tests stand on: the router's ends of a bridge, and a service over plain sockets.

use amplifier_ipc_bridge::{Bridge, Remote};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Longer than anything takes; who waits so long fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// The router's side.
pub(crate) struct Rig {
    to_bridge: Option<File>,
    from_bridge: BufReader<File>,
    listener: TcpListener,
    pub(crate) url: String,
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    /// A rig whose service is told of otherwise than usually.
    pub(crate) fn with(change: impl FnOnce(&mut Remote)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut remote = Remote {
            url: url.clone(),
            name: "words".to_owned(),
            session_id: "5f2c".to_owned(),
            token: None,
            max_message_bytes: 1 << 20,
        };
        change(&mut remote);
        let (read, write) = Bridge::shared().unwrap().connect(remote).unwrap();
        Self {
            to_bridge: Some(write.into()),
            from_bridge: BufReader::new(read.into()),
            listener,
            url,
        }
    }

    /// The router writes a line.
    pub(crate) fn say(&mut self, message: Value) {
        let pipe = self.to_bridge.as_mut().unwrap();
        writeln!(pipe, "{message}").unwrap();
    }

    pub(crate) fn ask(&mut self, id: &str, method: &str, params: Value) {
        self.say(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    pub(crate) fn cancel(&mut self, id: &str, mode: &str) {
        let params = json!({"id": id, "mode": mode, "reason": "enough"});
        self.say(json!({"jsonrpc": "2.0", "method": "$/cancel", "params": params}));
    }

    /// The next line that the router reads.
    pub(crate) fn heard(&mut self) -> Value {
        let mut line = String::new();
        self.from_bridge.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the bridge has closed");
        serde_json::from_str(&line).unwrap()
    }

    /// Whether the bridge has nothing more to say, and has closed.
    pub(crate) fn is_over(&mut self) -> bool {
        let mut rest = String::new();
        self.from_bridge.read_to_string(&mut rest).unwrap();
        rest.is_empty()
    }

    /// The router lets go of its input.
    pub(crate) fn close(&mut self) {
        self.to_bridge = None;
    }

    /// The next connection that the bridge makes.
    pub(crate) fn accept(&self) -> Link {
        Link::over(self.listener.accept().unwrap().0)
    }
}

/// One connection, at either end.
pub(crate) struct Link {
    reader: BufReader<TcpStream>,
    stream: TcpStream,
}

/// A request or a response: its first line, its headers (names in lower case), its body.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) first: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| &**value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn status(&self) -> u16 {
        self.first.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

impl Link {
    fn over(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let reader = BufReader::new(stream.try_clone().unwrap());
        Self { reader, stream }
    }

    pub(crate) fn connect(address: &str) -> Self {
        Self::over(TcpStream::connect(address).unwrap())
    }

    /// The next message, with its body as its length or its chunks say.
    pub(crate) fn read(&mut self) -> Message {
        let mut message = self.read_head();
        if let Some(length) = message.header("content-length") {
            message.body = vec![0; length.parse().unwrap()];
            self.reader.read_exact(&mut message.body).unwrap();
        } else if message.header("transfer-encoding") == Some("chunked") {
            while let Some(chunk) = self.chunk() {
                message.body.extend(chunk);
            }
        }
        message
    }

    /// The next message without its body.
    pub(crate) fn read_head(&mut self) -> Message {
        let first = self.line();
        let mut headers = Vec::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        Message {
            first,
            headers,
            body: Vec::new(),
        }
    }

    /// The next piece of a chunked body; none at its end.
    pub(crate) fn chunk(&mut self) -> Option<Vec<u8>> {
        let length = usize::from_str_radix(&self.line(), 16).unwrap();
        let mut bytes = vec![0; length];
        self.reader.read_exact(&mut bytes).unwrap();
        self.line();
        (length > 0).then_some(bytes)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the connection was closed");
        line.trim_end().to_owned()
    }

    pub(crate) fn write(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).unwrap();
    }

    /// An answer with a length.
    pub(crate) fn answer(&mut self, status: u16, content_type: &str, body: &str) {
        let length = body.len();
        self.write(&format!(
            "HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}"
        ));
    }

    pub(crate) fn result(&mut self, result: Value) {
        self.answer(200, "application/json", &result.to_string());
    }

    /// The head of a stream that ends with its connection.
    pub(crate) fn begin_stream(&mut self) {
        self.write(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n",
        );
    }

    pub(crate) fn event(&mut self, name: &str, data: Value) {
        self.write(&format!("event: {name}\ndata: {data}\n\n"));
    }

    /// Whether the other side has closed; waits until it has, or says something.
    pub(crate) fn is_closed(&mut self) -> bool {
        let mut byte = [0];
        // A connection that was reset is as closed as one that ended.
        !matches!(self.reader.read(&mut byte), Ok(read) if read > 0)
    }

    /// A call back, with the headers that came with a request; `more` are lines of headers.
    pub(crate) fn post(&mut self, path: &str, more: &str, body: &str) {
        let length = body.len();
        self.write(&format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{more}Content-Length: {length}\r\n\r\n{body}"
        ));
    }
}
