//! `bash` over real pipes, while it runs: what it prints, cancels, deadlines, memory.

#![allow(clippy::unwrap_used, reason = "a test panics where it is wrong")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The service, and a folder to work in.
struct Service {
    child: Child,
    stdin: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
    folder: TempDir,
}

impl Service {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_foundation-workspace"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let said = BufReader::new(stdout).lines();
        let mut service = Self {
            child,
            stdin,
            said,
            folder,
        };
        service.say(&json!({"jsonrpc": "2.0", "id": 1, "method": "describe", "params": {}}));
        let session = json!({"config": {}, "session": {"id": "s", "cwd": service.folder.path()}});
        service.say(&json!({"jsonrpc": "2.0", "id": 2, "method": "configure", "params": session}));
        assert!(service.answer(2)["result"].is_object());
        service
    }

    fn say(&mut self, message: &Value) {
        writeln!(self.stdin, "{message}").unwrap();
    }

    fn bash(&mut self, command: &str, meta: &Value) {
        let params = json!({"name": "bash", "input": {"command": command}, "_meta": meta});
        self.say(&json!({"jsonrpc": "2.0", "id": 3, "method": "tool.execute", "params": params}));
    }

    fn cancel(&mut self, mode: &str) {
        self.say(
            &json!({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": 3, "mode": mode}}),
        );
    }

    fn next(&mut self) -> Value {
        serde_json::from_str(&self.said.next().unwrap().unwrap()).unwrap()
    }

    fn answer(&mut self, id: u64) -> Value {
        loop {
            let message = self.next();
            if message["id"] == id {
                return message;
            }
        }
    }

    /// Reads until so much has been printed on a channel.
    fn printed(&mut self, channel: &str, text: &str) {
        let mut all = String::new();
        while all != text {
            let message = self.next();
            assert_eq!(message["method"], "stream.tool.output", "{message}");
            assert_eq!(message["params"]["request_id"], 3);
            if message["params"]["channel"] == channel {
                all += message["params"]["text"].as_str().unwrap();
            }
        }
    }

    fn fifo(&self) -> std::path::PathBuf {
        let fifo = self.folder.path().join("fifo");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
        fifo
    }

    fn end(mut self) {
        drop(self.stdin);
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

fn runs(pid: &str) -> bool {
    let stat = std::fs::read_to_string(Path::new("/proc").join(pid.trim()).join("stat"));
    stat.is_ok_and(|stat| !stat.rsplit(')').next().unwrap().starts_with(" Z"))
}

#[test]
fn what_is_printed_is_heard_while_it_runs() {
    let mut service = Service::start();
    let fifo = service.fifo();
    service.bash(
        "echo -n out; read x < fifo; echo -n err >&2; read x < fifo",
        &json!({}),
    );
    service.printed("stdout", "out");
    std::fs::write(&fifo, "\n").unwrap();
    service.printed("stderr", "err");
    std::fs::write(&fifo, "\n").unwrap();
    assert_eq!(service.answer(3)["result"]["output"]["stdout"], "out");
    service.end();
}

#[test]
fn a_cancel_ends_all_and_reports_what_there_was() {
    for command in [
        "sleep 1000 & echo $!; wait",
        "trap '' TERM; sleep 1000 & echo $!; wait",
    ] {
        let mut service = Service::start();
        service.bash(command, &json!({}));
        let first = service.next();
        let pid = first["params"]["text"].as_str().unwrap().to_string();
        assert!(runs(&pid));
        service.cancel("immediate");
        let error = service.answer(3)["error"].clone();
        assert_eq!(error["data"]["kind"], "cancelled");
        assert_eq!(error["data"]["partial"]["stdout"], pid);
        assert!(!runs(&pid));
        service.end();
    }
}

#[test]
fn a_graceful_cancel_lets_a_command_finish_that_soon_does() {
    let mut service = Service::start();
    let fifo = service.fifo();
    service.bash("echo one; read x < fifo; echo two", &json!({}));
    service.printed("stdout", "one\n");
    service.cancel("graceful");
    std::fs::write(fifo, "\n").unwrap();
    let result = service.answer(3)["result"].clone();
    assert_eq!(result["output"]["stdout"], "one\ntwo\n");
    assert_eq!(result["output"]["returncode"], 0);
    service.end();
}

#[test]
fn a_graceful_cancel_ends_a_command_that_does_not() {
    let mut service = Service::start();
    service.bash("echo $$; sleep 1000", &json!({}));
    let pid = service.next()["params"]["text"]
        .as_str()
        .unwrap()
        .to_string();
    service.cancel("graceful");
    let error = service.answer(3)["error"].clone();
    assert_eq!(error["data"]["kind"], "cancelled");
    assert_eq!(error["data"]["partial"]["stdout"], pid);
    assert!(!runs(&pid));
    service.end();
}

#[test]
fn a_silent_command_gives_signs_of_life() {
    let mut service = Service::start();
    service.bash("sleep 1000", &json!({}));
    let sign = service.next();
    assert_eq!(sign["method"], "$/progress");
    assert_eq!(sign["params"]["request_id"], 3);
    service.cancel("immediate");
    assert_eq!(service.answer(3)["error"]["data"]["partial"]["stdout"], "");
    service.end();
}

#[test]
fn before_the_deadline_there_is_an_answer() {
    let mut service = Service::start();
    service.bash("echo so far; sleep 1000", &json!({"deadline_ms": 5000}));
    let result = service.answer(3)["result"].clone();
    assert_eq!(result["error"]["kind"], "timeout");
    assert_eq!(result["output"]["stdout"], "so far\n");
    service.end();
}

#[test]
fn the_end_of_the_service_ends_what_it_runs() {
    ends_with_the_service("echo $$; sleep 1000");
}

#[test]
fn the_end_of_the_service_ends_what_does_not_want_to() {
    ends_with_the_service("trap '' TERM; echo $$; while :; do sleep 1000; done");
}

fn ends_with_the_service(command: &str) {
    let mut service = Service::start();
    service.bash(command, &json!({}));
    let pid = service.next()["params"]["text"]
        .as_str()
        .unwrap()
        .to_string();
    drop(service.stdin);
    assert_eq!(service.child.wait().unwrap().code(), Some(0));
    let end = Instant::now() + Duration::from_secs(20);
    while runs(&pid) && Instant::now() < end {
        std::thread::yield_now();
    }
    assert!(!runs(&pid));
}

#[test]
fn a_flood_is_counted_and_not_kept() {
    let mut service = Service::start();
    service.bash("head -c 64000000 /dev/zero | tr '\\0' 'x'", &json!({}));
    let (mut streamed, mut answer) = (0, Value::Null);
    while answer.is_null() {
        let message = service.next();
        streamed += message["params"]["text"].as_str().map_or(0, str::len);
        if message["id"] == 3 {
            answer = message["result"]["output"].clone();
        }
    }
    assert_eq!(answer["stdout_total_bytes"], 64_000_000);
    assert!(answer["stdout"].as_str().unwrap().len() < 81_000);
    assert!(
        (1..32_000_000).contains(&streamed),
        "some of it is shown, and not all: {streamed}"
    );
    let status = std::fs::read_to_string(format!("/proc/{}/status", service.child.id())).unwrap();
    let peak = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    let kilobytes: u64 = peak.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(kilobytes < 60_000, "{peak}");
    service.end();
}
