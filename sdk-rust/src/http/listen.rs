//! A service that listens, from its first line to its last answer.

use super::address;
use super::site::{Site, answer};
use super::under_way::UnderWay;
use crate::error::{Result, RpcError};
use crate::service::{Life, Runtime, Service, StartError, Work};
use crate::wire::{self, Object};
use axum::Router;
use axum::serve::ListenerExt;
use serde_json::{Value, json};
use std::fs::File;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long last answers may take to reach their callers, once all is cleaned up.
const FLUSH_WITHIN: Duration = Duration::from_millis(300);

/// How a service is started.
pub(crate) struct Given {
    /// Where it listens.
    pub(crate) address: String,
    /// What its callers must know.
    pub(crate) token: Option<String>,
    /// The `config` of configure, as JSON.
    pub(crate) config: Option<String>,
}

/// Serves until `stop` resolves; its address is the one line of `output` (HTP-071, HTP-075).
pub(crate) async fn serve(
    service: Service,
    given: Given,
    mut output: File,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    let name = service.name.clone();
    let cannot_start = |faults| StartError {
        service: name.clone(),
        faults,
    };
    let listener = listen(&given.address).await;
    let listener = listener.map_err(|fault| cannot_start(vec![fault]))?;
    let url = format!("http://{}", listener.local_addr()?);
    let life = Life::begin(service).await?;
    let under_way = UnderWay::new(life.runtime.service().max_concurrency);
    let work = Serving {
        under_way: under_way.clone(),
        stopping: CancellationToken::new(),
        stopped: CancellationToken::new(),
    };
    if let Err(faults) = configure(&life.runtime, given.config.as_deref()) {
        work.stopped.cancel();
        life.end(&work, false).await;
        return Err(cannot_start(faults).into());
    }
    let site = Site::new(life.runtime.clone(), given.token, under_way);
    work.start(listener, Arc::new(site));
    // A launcher that does not read the line knows the address already.
    let _ = writeln!(output, "{}", json!({ "url": url })).and_then(|()| output.flush());
    stop.await;
    work.stopping.cancel();
    life.end(&work, true).await;
    let _ = tokio::time::timeout(FLUSH_WITHIN, work.stopped.cancelled()).await;
    Ok(())
}

async fn listen(at: &str) -> std::result::Result<TcpListener, String> {
    let Some((host, port)) = address::parse(at) else {
        return Err(format!("'{at}' is no address: host:port, :port or port"));
    };
    let listener = TcpListener::bind((host.as_str(), port)).await;
    listener.map_err(|error| format!("it cannot listen at {host}:{port}: {error}"))
}

/// Takes the settings of the environment (HTP-077).
fn configure(runtime: &Runtime, config: Option<&str>) -> std::result::Result<(), Vec<String>> {
    let Some(config) = config else { return Ok(()) };
    let config = wire::json(config.as_bytes());
    let config: Value =
        config.map_err(|fault| vec![format!("AMPLIFIER_CONFIG is {}", fault.reason)])?;
    let mut params = Object::from_iter([("config".into(), config)]);
    runtime
        .configure(&mut params)
        .map(drop)
        .map_err(|error| faults(&error))
}

fn faults(error: &RpcError) -> Vec<String> {
    let errors = error.data().get("errors").and_then(Value::as_array);
    let told = errors.into_iter().flatten().map(|fault| {
        let text = |member| fault[member].as_str().unwrap_or_default();
        format!("AMPLIFIER_CONFIG: {}: {}", text("path"), text("message"))
    });
    told.collect()
}

/// The open connections and what is answered on them.
struct Serving {
    under_way: UnderWay,
    /// No new connections.
    stopping: CancellationToken,
    /// No connections.
    stopped: CancellationToken,
}

impl Serving {
    fn start(&self, listener: TcpListener, site: Arc<Site>) {
        let (stopping, stopped) = (self.stopping.clone(), self.stopped.clone());
        // Events must not wait for more bytes (HTP-042).
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let app = Router::new().fallback(move |request| answer(site.clone(), request));
        tokio::spawn(async move {
            let serving = axum::serve(listener, app);
            let _ = serving
                .with_graceful_shutdown(stopping.cancelled_owned())
                .await;
            stopped.cancel();
        });
    }
}

impl Work for Serving {
    async fn idle(&self) {
        self.stopped.cancelled().await;
        self.under_way.idle().await;
    }

    fn cancel_all(&self) {
        for exchange in self.under_way.exchanges() {
            exchange.control.abandon();
        }
    }
}
