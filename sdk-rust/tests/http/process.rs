//! A service as a process that listens.

use crate::client::Request;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Long enough for a loaded machine; a test that waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Service {
    child: Child,
    stdin: Option<ChildStdin>,
    /// The rest of stdout, once it is closed.
    output: Option<JoinHandle<String>>,
    log: Receiver<String>,
    pub(crate) address: String,
}

/// How the fixture is started.
pub(crate) fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amplifier-ipc-http-fixture"));
    command
        .args(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl Service {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    pub(crate) fn with(environment: &[(&str, &str)]) -> Self {
        Self::of(command(&["--http", ":0"], environment))
    }

    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}"));
        let url = said["url"].as_str().unwrap();
        let output = std::thread::spawn(move || {
            let mut rest = String::new();
            output.read_to_string(&mut rest).unwrap();
            rest
        });
        let (sender, log) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self {
            stdin: child.stdin.take(),
            child,
            output: Some(output),
            log,
            address: url.strip_prefix("http://").unwrap().into(),
        }
    }

    pub(crate) fn get(&self, target: &str) -> Request<'_> {
        Request::new(&self.address, "GET", target)
    }

    pub(crate) fn post(&self, target: &str, body: Value) -> Request<'_> {
        Request::new(&self.address, "POST", target).json(&body)
    }

    /// A call of a tool.
    pub(crate) fn tool(&self, name: &str, input: Value) -> Request<'_> {
        let target = format!("/tools/{name}/execute");
        self.post(&target, serde_json::json!({"input": input}))
    }

    /// Waits for a line on stderr; what stood before it comes back.
    pub(crate) fn logged(&self, wanted: &str) -> Vec<String> {
        let mut before = Vec::new();
        loop {
            let line = self.log.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("no line {wanted:?} after {before:?}"));
            if line == wanted {
                return before;
            }
            before.push(line);
        }
    }

    pub(crate) fn close_stdin(&mut self) {
        self.stdin = None;
    }

    pub(crate) fn terminate(&self) {
        let pid = self.child.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(kill.unwrap().success());
    }

    /// Waits for the end: the exit status, what stood on stdout behind the first line, what is left of stderr.
    pub(crate) fn end(&mut self) -> (ExitStatus, String, Vec<String>) {
        let status = self.child.wait().unwrap();
        let output = self.output.take().unwrap().join().unwrap();
        (status, output, self.log.iter().collect())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
