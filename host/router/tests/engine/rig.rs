//! A house of services without descriptors: lines go in by name, and what the engine wrote is read by name.

use amplifier_ipc_router::engine::{Config, Engine, Now, Sink, Up};
use amplifier_ipc_router::ids::ConnId;
use amplifier_ipc_router::message::Message;
use amplifier_ipc_router::routes::Settings;
use amplifier_ipc_router::scan::scan;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

/// What the engine did.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) written: BTreeMap<ConnId, VecDeque<Vec<u8>>>,
    pub(crate) up: VecDeque<(Up, ConnId, Vec<u8>)>,
    pub(crate) backlog: BTreeMap<ConnId, usize>,
    pub(crate) congested: Vec<ConnId>,
    pub(crate) paused: Vec<(ConnId, ConnId)>,
    pub(crate) closed: Vec<ConnId>,
    /// No room for records.
    pub(crate) is_full: bool,
}

impl Sink for Record {
    fn write(&mut self, to: ConnId, message: &Message<'_>) {
        self.written
            .entry(to)
            .or_default()
            .push_back(message.to_vec());
    }
    fn up(&mut self, kind: Up, from: ConnId, message: &Message<'_>) {
        self.up.push_back((kind, from, message.to_vec()));
    }
    fn record(&mut self, record: &Message<'_>) -> bool {
        if !self.is_full {
            self.up.push_back((Up::Tap, ConnId::HOST, record.to_vec()));
        }
        !self.is_full
    }
    fn backlog(&self, to: ConnId) -> usize {
        self.backlog.get(&to).copied().unwrap_or_default()
    }
    fn congested(&mut self, to: ConnId, _since: u64) {
        self.congested.push(to);
    }
    fn pause(&mut self, source: ConnId, destination: ConnId) {
        self.paused.push((source, destination));
    }
    fn close(&mut self, connection: ConnId) {
        self.closed.push(connection);
    }
}

pub(crate) struct Rig {
    pub(crate) engine: Engine,
    pub(crate) record: Record,
    pub(crate) names: Vec<String>,
    now: Now,
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        // 2024-01-02T03:04:05.000Z
        let now = Now {
            mono: 1_000_000_000_000,
            unix_ms: 1_704_164_645_000,
        };
        Self {
            engine: Engine::new(config),
            record: Record::default(),
            names: vec!["host".to_owned()],
            now,
        }
    }

    /// An orchestrator `agent` and a plain service `tools` that has the tools `count` and `read_file`.
    pub(crate) fn pair() -> Self {
        let mut rig = Self::new();
        rig.service("agent", json!({"role": "orchestrator"}));
        rig.service("tools", json!({}));
        rig.routes(json!({"tools": {"count": 2, "read_file": 2}}));
        rig
    }

    pub(crate) fn service(&mut self, name: &str, settings: Value) -> ConnId {
        let id = self.stranger(name);
        let settings = Settings::from_json(settings.to_string().as_bytes()).unwrap();
        self.engine.mount(id, settings, self.now, &mut self.record);
        id
    }

    pub(crate) fn stranger(&mut self, name: &str) -> ConnId {
        let id = ConnId(u32::try_from(self.names.len()).unwrap());
        self.names.push(name.to_owned());
        self.engine.connect(id, name.to_owned());
        id
    }

    pub(crate) fn routes(&mut self, table: Value) {
        self.engine
            .set_routes(serde_json::from_value(table).unwrap());
    }

    pub(crate) fn id(&self, name: &str) -> ConnId {
        let at = self.names.iter().position(|known| known == name).unwrap();
        ConnId(u32::try_from(at).unwrap())
    }

    /// A service writes a message.
    pub(crate) fn say(&mut self, from: &str, message: Value) {
        self.say_text(from, &message.to_string());
    }

    pub(crate) fn say_text(&mut self, from: &str, line: &str) {
        let id = self.id(from);
        self.engine
            .receive(id, line.as_bytes(), self.now, &mut self.record);
    }

    /// A service asks for something.
    pub(crate) fn ask(&mut self, from: &str, id: Value, method: &str, params: Value) {
        self.say(
            from,
            json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}),
        );
    }

    pub(crate) fn tell(&mut self, from: &str, method: &str, params: Value) {
        self.say(
            from,
            json!({"jsonrpc": "2.0", "method": method, "params": params}),
        );
    }

    pub(crate) fn answer(&mut self, from: &str, id: &Value, result: Value) {
        self.say(from, json!({"jsonrpc": "2.0", "id": id, "result": result}));
    }

    /// The control plane sends.
    pub(crate) fn host(&mut self, to: &str, message: Value) {
        let line = message.to_string();
        let envelope = scan(line.as_bytes()).unwrap();
        let id = self.id(to);
        self.engine
            .send(id, line.as_bytes(), &envelope, self.now, &mut self.record);
    }

    /// Time passes.
    pub(crate) fn pass(&mut self, ms: u64) {
        self.now.mono += ms * 1_000_000;
        self.now.unix_ms += ms;
        self.engine.tick(self.now, &mut self.record);
    }

    pub(crate) fn end(&mut self, name: &str) {
        let id = self.id(name);
        self.engine.ended(id, self.now, &mut self.record);
    }

    pub(crate) fn fail(&mut self, name: &str, known: Value) {
        let id = self.id(name);
        let Value::Object(known) = known else {
            panic!("an object is wanted")
        };
        self.engine.fail(id, known, self.now, &mut self.record);
    }

    pub(crate) fn now(&self) -> Now {
        self.now
    }

    /// The next line that was written to a service, as text.
    pub(crate) fn heard_text(&mut self, name: &str) -> String {
        let id = self.id(name);
        let line = self
            .record
            .written
            .get_mut(&id)
            .and_then(VecDeque::pop_front);
        String::from_utf8(line.unwrap_or_else(|| panic!("nothing was written to {name}"))).unwrap()
    }

    pub(crate) fn heard(&mut self, name: &str) -> Value {
        serde_json::from_str(&self.heard_text(name)).unwrap()
    }

    pub(crate) fn heard_code(&mut self, name: &str) -> i64 {
        self.heard(name)["error"]["code"].as_i64().unwrap()
    }

    /// Nothing (more) was written to a service.
    pub(crate) fn silent(&self, name: &str) -> bool {
        self.written(name) == 0
    }

    /// How many lines were written to a service and not read yet.
    pub(crate) fn written(&self, name: &str) -> usize {
        let lines = self.record.written.get(&self.id(name));
        lines.map_or(0, VecDeque::len)
    }

    /// The next upward message.
    pub(crate) fn up(&mut self) -> (Up, String, Value) {
        let (kind, from, line) = self.record.up.pop_front().expect("nothing came up");
        (
            kind,
            self.names[from.0 as usize].clone(),
            serde_json::from_slice(&line).unwrap(),
        )
    }

    pub(crate) fn quiet_above(&self) -> bool {
        self.record.up.is_empty()
    }
}
