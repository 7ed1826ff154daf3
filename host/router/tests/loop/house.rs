//! A running router, and services at the other ends of its pipes.

use amplifier_ipc_router::engine::{Config, Up};
use amplifier_ipc_router::ids::ConnId;
use amplifier_ipc_router::{Batch, Router};
use rustix::event::{PollFd, PollFlags, poll};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::AsFd;
use std::thread::{JoinHandle, spawn};

/// The far end of a connection.
pub(crate) struct Service {
    pub(crate) id: ConnId,
    output: Option<File>,
    input: Option<BufReader<File>>,
}

impl Service {
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.output.as_ref().unwrap().write_all(bytes).unwrap();
    }

    /// Writes from a thread of its own: more than pipes hold.
    pub(crate) fn write_beside(&self, bytes: Vec<u8>) -> JoinHandle<()> {
        let mut output = self.output.as_ref().unwrap().try_clone().unwrap();
        spawn(move || output.write_all(&bytes).unwrap())
    }

    pub(crate) fn line(&mut self) -> Value {
        let mut line = Vec::new();
        self.input
            .as_mut()
            .unwrap()
            .read_until(b'\n', &mut line)
            .unwrap();
        serde_json::from_slice(&line).expect("a line of JSON")
    }

    pub(crate) fn is_at_end(&mut self) -> bool {
        self.input
            .as_mut()
            .unwrap()
            .read_until(b'\n', &mut Vec::new())
            .unwrap()
            == 0
    }
}

pub(crate) struct House {
    pub(crate) router: Router,
    pub(crate) agent: Service,
    pub(crate) tools: Service,
    up: Vec<(Up, ConnId, Vec<u8>)>,
}

fn connect(router: &Router, name: &str, settings: &str) -> Service {
    let (theirs_in, output) = rustix::pipe::pipe().unwrap();
    let (input, theirs_out) = rustix::pipe::pipe().unwrap();
    let id = router.connect(name.to_owned(), theirs_in, theirs_out);
    router.mount(id, settings.as_bytes()).unwrap();
    Service {
        id,
        output: Some(File::from(output)),
        input: Some(BufReader::new(File::from(input))),
    }
}

impl House {
    /// An orchestrator `agent`, and `tools` with the tool `echo`.
    pub(crate) fn pair(config: Config) -> Self {
        let router = Router::new(config).unwrap();
        router.start().unwrap();
        let agent = connect(&router, "agent", r#"{"role": "orchestrator"}"#);
        let tools = connect(&router, "tools", r#"{"grants": []}"#);
        let house = Self {
            router,
            agent,
            tools,
            up: Vec::new(),
        };
        house.routes(&json!({"tools": {"echo": house.tools.id.0}}));
        house
    }

    pub(crate) fn service(&self, name: &str, settings: &str) -> Service {
        connect(&self.router, name, settings)
    }

    pub(crate) fn routes(&self, table: &Value) {
        self.router
            .set_routes(table.to_string().as_bytes())
            .unwrap();
    }

    /// Waits for something to come up, and takes all of it.
    pub(crate) fn up_batch(&mut self) -> Vec<(Up, ConnId, Vec<u8>)> {
        let mut batch = Batch::default();
        while batch.is_empty() {
            poll(
                &mut [PollFd::new(&self.router.as_fd(), PollFlags::IN)],
                None,
            )
            .unwrap();
            self.router.drain(&mut batch);
        }
        batch
            .iter()
            .map(|(kind, from, line)| (kind, from, line.to_vec()))
            .collect()
    }

    pub(crate) fn up(&mut self) -> (Up, ConnId, Value) {
        if self.up.is_empty() {
            self.up = self.up_batch();
        }
        let (kind, from, line) = self.up.remove(0);
        (kind, from, serde_json::from_slice(&line).unwrap())
    }

    pub(crate) fn hang_up_tools(&mut self) {
        self.tools.output = None;
        self.tools.input = None;
    }

    pub(crate) fn close_input_of_tools(&mut self) {
        self.tools.input = None;
    }
}
