//! One service behind its bridge: reads the router's lines and hands them on.

use crate::back::{Backs, Told};
use crate::budget::Budget;
use crate::call::{self, Mode};
use crate::map::{answer, lines, request};
use crate::out::Out;
use amplifier_ipc_router::failure::Failure;
use amplifier_ipc_router::scan::{Envelope, Span, scan, string_value};
use http::HeaderValue;
use http_body_util::Full;
use hyper_util::client::legacy::{Client as Pool, connect::HttpConnector};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::unix::pipe::Receiver;
use tokio::sync::mpsc;

/// The connections of all services.
pub(crate) type Client = Pool<HttpConnector, Full<bytes::Bytes>>;

/// Notifications that may wait for a slow service; what is more is dropped.
const NOTIFICATIONS: usize = 1024;

/// Where a service is, and who asks it.
pub(crate) struct Address {
    /// What people call it.
    pub(crate) name: String,
    /// Without a slash at its end.
    pub(crate) url: String,
    pub(crate) authorization: Option<HeaderValue>,
    pub(crate) session: Option<HeaderValue>,
    pub(crate) callback: HeaderValue,
    pub(crate) token: HeaderValue,
}

pub(crate) struct Service {
    pub(crate) address: Address,
    pub(crate) client: Client,
    pub(crate) out: Out,
    pub(crate) backs: Backs,
    pub(crate) budget: Arc<Budget>,
    /// The longest body or event that is read.
    pub(crate) limit: usize,
    /// The first provider of its describe answer.
    pub(crate) provider: Mutex<Option<String>>,
    calls: Mutex<HashMap<String, Underway>>,
}

/// A call of the host that is under way.
struct Underway {
    stop: mpsc::Sender<Mode>,
    /// It drives a turn: the gentle cancel has an endpoint of its own (HTP-051).
    orchestrates: bool,
}

/// A line and where its members are.
struct Line<'a> {
    bytes: &'a [u8],
    envelope: &'a Envelope,
    params: Span,
}

impl Service {
    pub(crate) fn new(address: Address, client: Client, limit: usize, budget: usize) -> Arc<Self> {
        Arc::new(Self {
            address,
            client,
            out: Out::default(),
            backs: Backs::default(),
            budget: Budget::new(budget),
            limit,
            provider: Mutex::default(),
            calls: Mutex::default(),
        })
    }

    fn calls(&self) -> MutexGuard<'_, HashMap<String, Underway>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the router's lines until it has no more.
    pub(crate) async fn read(self: Arc<Self>, pipe: Receiver) {
        let (tell, told) = mpsc::channel(NOTIFICATIONS);
        tokio::spawn(call::notifications(self.clone(), told));
        let (mut reader, mut line) = (BufReader::with_capacity(64 << 10, pipe), Vec::new());
        while reader
            .read_until(b'\n', &mut line)
            .await
            .is_ok_and(|read| read > 0)
        {
            self.take(line.strip_suffix(b"\n").unwrap_or(&line), &tell);
            line.clear();
            line.shrink_to(1 << 20);
        }
    }

    /// Gives up every call under way, and ends what the router reads.
    pub(crate) fn close(&self) {
        self.calls().clear();
        self.backs.close();
        self.out.close();
    }

    /// One line of the router, which is legal: it checked it.
    fn take(self: &Arc<Self>, bytes: &[u8], tell: &mpsc::Sender<request::Request>) {
        let Ok(envelope) = scan(bytes) else { return };
        let text = |span: &Option<Span>| {
            string_value(&bytes[span.clone()?]).map(std::borrow::Cow::into_owned)
        };
        let id = envelope
            .id
            .clone()
            .map(|id| String::from_utf8_lossy(&bytes[id]).into_owned());
        let line = Line {
            bytes,
            params: envelope.params.clone().unwrap_or_default(),
            envelope: &envelope,
        };
        match (text(&envelope.method), id) {
            (Some(method), Some(id)) => self.request(id, &method, &line),
            (Some(method), None) if method == "$/cancel" => self.cancel(&line),
            (Some(method), None) => self.notification(&method, &line, tell),
            (None, Some(id)) => self
                .backs
                .end(&id, Told::whole(bytes, &envelope, self.budget.part())),
            (None, None) => {}
        }
    }

    fn request(self: &Arc<Self>, id: String, method: &str, line: &Line<'_>) {
        let provider = self
            .provider
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let Some(request) = request::write(method, line.bytes, &line.params, provider.as_deref())
        else {
            let why = format!("{method} has no endpoint that these params name");
            let failure = Failure::new("invalid_params", why);
            return self
                .out
                .push(&call::ended(answer::failure_line(&id, &failure)));
        };
        let (stop, stopped) = mpsc::channel(4);
        let orchestrates = method == "orchestrator.execute";
        self.calls()
            .insert(id.clone(), Underway { stop, orchestrates });
        let (service, method) = (self.clone(), method.to_owned());
        tokio::spawn(async move {
            call::run(&service, &id, &method, request, stopped).await;
            service.calls().remove(&id);
        });
    }

    /// Immediate closes the connection; graceful is told to orchestrators (HTP-050, HTP-051).
    fn cancel(self: &Arc<Self>, line: &Line<'_>) {
        let id = line
            .envelope
            .routing
            .id
            .clone()
            .map(|id| String::from_utf8_lossy(&line.bytes[id]).into_owned());
        let graceful =
            lines::text_member(line.bytes, &line.params, "mode").as_deref() == Some("graceful");
        let calls = self.calls();
        let Some(underway) = id.and_then(|id| calls.get(&id)) else {
            return;
        };
        // A call that has been told four times already is ending.
        let _ = underway.stop.try_send(if graceful {
            Mode::Graceful
        } else {
            Mode::Immediate
        });
        let gently = request::write("$/cancel", line.bytes, &line.params, None);
        if let Some(request) = gently.filter(|_| graceful && underway.orchestrates) {
            let service = self.clone();
            tokio::spawn(async move { call::notify(&service, request).await });
        }
    }

    /// What is about a call back goes into its stream; the rest has an endpoint, or none.
    fn notification(&self, method: &str, line: &Line<'_>, tell: &mpsc::Sender<request::Request>) {
        if let Some(id) = &line.envelope.routing.request_id {
            let id = String::from_utf8_lossy(&line.bytes[id.clone()]);
            let params = lines::without(line.bytes, &line.params, &["request_id"]);
            self.backs.event(&id, method, &params, self.budget.part());
        } else if let Some(request) = request::write(method, line.bytes, &line.params, None) {
            // Over the bound it is dropped: nobody waits for it.
            drop(tell.try_send(request));
        }
    }
}
