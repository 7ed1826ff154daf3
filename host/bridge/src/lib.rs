//! Services that are served over HTTP (chapter 13), as connections of the router.
//!
//! A bridge is two pipes: the router writes and reads lines at one end, as of any service, and the other end
//! makes requests of them. Its grants, deadlines, folds and limits hold unchanged. [`map`] is the chapter as
//! functions, `service` and `call` are the way to a service, `server` and `back` the way back.

mod back;
mod budget;
mod call;
pub mod map;
mod out;
mod server;
mod service;

use http::{HeaderValue, Uri};
use hyper_util::client::legacy::{Client as Pool, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustix::fd::OwnedFd;
use rustix::pipe::{PipeFlags, pipe_with};
use server::Registry;
use service::{Address, Client, Service};
use std::fmt::Write;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::net::unix::pipe::{Receiver, Sender};
use tokio::runtime::{Builder, Handle};

/// Connections are used again within this time; common servers close them after five seconds.
const IDLE: Duration = Duration::from_secs(3);
/// How long a service may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// How many bytes of bodies and streams all calls of one service may hold.
const HELD: usize = 128 << 20;

/// What can be wrong with a bridge.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The thread, the callback's address, or a descriptor could not be had.
    #[error("the bridge to HTTP cannot start: {0}")]
    Start(#[from] io::Error),
    /// It is no address of a service.
    #[error("{url} is no address of a service: {why}")]
    Url {
        /// What was given.
        url: String,
        /// What would be right.
        why: &'static str,
    },
    /// It cannot stand in a header.
    #[error("the token of the service holds characters that no header can carry")]
    Token,
}

/// A service that is to be connected.
#[derive(Debug, Clone, Default)]
pub struct Remote {
    /// `http://HOST[:PORT][/PREFIX]`.
    pub url: String,
    /// What people call it.
    pub name: String,
    /// The session of all requests.
    pub session_id: String,
    /// What it wants to see as `Authorization: Bearer`.
    pub token: Option<String>,
    /// The longest body or event that is read from it.
    pub max_message_bytes: usize,
}

/// The thread of all bridges of a process, and where services call back.
pub struct Bridge {
    handle: Handle,
    address: SocketAddr,
    registry: Arc<Registry>,
    client: Client,
    last: AtomicU64,
}

impl Bridge {
    /// That of this process, started when it is first asked for.
    ///
    /// # Errors
    /// The system gives no thread or no address.
    pub fn shared() -> Result<&'static Self, Error> {
        static SHARED: OnceLock<Bridge> = OnceLock::new();
        if let Some(shared) = SHARED.get() {
            return Ok(shared);
        }
        let started = Self::start()?;
        Ok(SHARED.get_or_init(|| started))
    }

    /// A bridge with a thread of its own, which lives as long as the process.
    fn start() -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0)))?;
        let (handle, address) = (runtime.handle().clone(), listener.local_addr()?);
        let registry = Arc::<Registry>::default();
        let serving = server::serve(listener, registry.clone());
        let thread = std::thread::Builder::new().name("amplifier-bridge".to_owned());
        thread.spawn(move || runtime.block_on(serving))?;
        Ok(Self {
            handle,
            address,
            registry,
            client: client(),
            last: AtomicU64::new(0),
        })
    }

    /// Connects a service: the router's ends of two pipes, to read from and to write to. When the router closes
    /// its ends, every call under way is given up, and the service's token is worth nothing any more.
    ///
    /// # Errors
    /// The URL or the token cannot be used, or no descriptor is left.
    pub fn connect(&'static self, remote: Remote) -> Result<(OwnedFd, OwnedFd), Error> {
        let limit = remote.max_message_bytes;
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let address = self.address(remote, number)?;
        let (from_router, to_bridge) = pipe_with(PipeFlags::CLOEXEC).map_err(io::Error::from)?;
        let (from_bridge, to_router) = pipe_with(PipeFlags::CLOEXEC).map_err(io::Error::from)?;
        let (reader, writer) = {
            let _inside = self.handle.enter();
            (
                Receiver::from_owned_fd(from_router)?,
                Sender::from_owned_fd(to_router)?,
            )
        };
        let service = Service::new(address, self.client.clone(), limit, HELD);
        self.registry.put(number, Some(service.clone()));
        let writing = service.clone();
        self.handle
            .spawn(async move { writing.out.write(writer).await });
        self.handle.spawn(async move {
            service.clone().read(reader).await;
            self.registry.put(number, None);
            service.close();
        });
        Ok((from_bridge, to_bridge))
    }

    fn address(&self, remote: Remote, number: u64) -> Result<Address, Error> {
        let url = checked(&remote.url)?;
        let authorization = remote
            .token
            .map(|token| HeaderValue::from_str(&format!("Bearer {token}")));
        let mut authorization = authorization.transpose().map_err(|_| Error::Token)?;
        if let Some(authorization) = &mut authorization {
            authorization.set_sensitive(true);
        }
        let header = |text: &str| HeaderValue::from_str(text).map_err(|_| Error::Token);
        Ok(Address {
            name: remote.name,
            url,
            authorization,
            session: HeaderValue::from_str(&remote.session_id).ok(),
            callback: header(&format!("http://{}/{number}", self.address))?,
            token: header(&token()?)?,
        })
    }
}

fn client() -> Client {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(CONNECT));
    let mut builder = Pool::builder(TokioExecutor::new());
    builder
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new());
    builder.build(connector)
}

/// The URL without a slash at its end.
fn checked(url: &str) -> Result<String, Error> {
    let wrong = |why| Error::Url {
        url: url.to_owned(),
        why,
    };
    let parsed: Uri = url
        .parse()
        .map_err(|_| wrong("http://HOST[:PORT][/PREFIX] is wanted"))?;
    match parsed.scheme_str() {
        Some("http") => {}
        Some("https") => return Err(wrong("TLS is left to a proxy; name its http:// address")),
        _ => return Err(wrong("http://HOST[:PORT][/PREFIX] is wanted")),
    }
    let authority = parsed
        .authority()
        .map_or("", |authority| authority.as_str());
    if parsed.query().is_some() || authority.contains('@') {
        return Err(wrong("it has neither a query nor a user"));
    }
    Ok(format!(
        "http://{authority}{}",
        parsed.path().trim_end_matches('/')
    ))
}

/// 256 bits that nobody can guess.
fn token() -> Result<String, Error> {
    let mut random = [0; 32];
    // The kernel gives so few bytes at once and as a whole.
    rustix::rand::getrandom(&mut random, rustix::rand::GetRandomFlags::empty())
        .map_err(io::Error::from)?;
    Ok(random.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
