//! The handle of a running router: what the control plane holds. Safe to use from any thread.

use crate::command::{Command, Inbox};
use crate::engine::{Config, Stats};
use crate::ids::ConnId;
use crate::io::Loop;
use crate::routes::{Routes, Settings};
use crate::scan::scan;
use crate::upward::{Batch, Signal, Upward};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use serde_json::{Map, Value};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

/// A router that does not answer within this time has ended without being told.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// What can be wrong with a call of the control plane.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A descriptor or the thread could not be had.
    #[error("the router cannot start: {0}")]
    Start(#[from] std::io::Error),
    /// A table, a setting or a message is not what it should be.
    #[error("{what} is not legal: {why}")]
    Illegal {
        /// Of what.
        what: &'static str,
        /// What was wrong, and what would be right.
        why: String,
    },
    /// The router has been closed.
    #[error("the router is closed")]
    Closed,
}

fn illegal(what: &'static str) -> impl FnOnce(serde_json::Error) -> Error {
    move |why| Error::Illegal {
        what,
        why: why.to_string(),
    }
}

enum Thread {
    Waiting(Box<Loop>),
    Running(JoinHandle<()>),
    Closed,
}

/// A router with its thread.
pub struct Router {
    inbox: Arc<Inbox>,
    upward: Arc<Upward>,
    thread: Mutex<Thread>,
    last: AtomicU32,
}

impl Router {
    /// A router whose thread does not run yet: commands wait.
    ///
    /// # Errors
    /// No descriptors are left.
    pub fn new(config: Config) -> Result<Self, Error> {
        let inbox = Arc::new(Inbox::new().map_err(std::io::Error::from)?);
        let upward = Arc::new(Upward::new().map_err(std::io::Error::from)?);
        let work =
            Loop::new(config, inbox.clone(), upward.clone()).map_err(std::io::Error::from)?;
        Ok(Self {
            inbox,
            upward,
            thread: Mutex::new(Thread::Waiting(Box::new(work))),
            last: AtomicU32::new(0),
        })
    }

    /// Starts the thread, once.
    ///
    /// # Errors
    /// The system gives no thread, or the router is closed.
    pub fn start(&self) -> Result<(), Error> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *thread, Thread::Closed) {
            Thread::Waiting(work) => {
                let named = std::thread::Builder::new().name("amplifier-router".to_owned());
                *thread = Thread::Running(named.spawn(move || work.run())?);
                Ok(())
            }
            Thread::Closed => Err(Error::Closed),
            running @ Thread::Running(_) => {
                *thread = running;
                Ok(())
            }
        }
    }

    /// Readable while [`Self::drain`] has something to give.
    pub fn signal(&self) -> BorrowedFd<'_> {
        self.upward.signal.as_fd()
    }

    /// Takes all upward messages, in exchange for an empty batch.
    pub fn drain(&self, into: &mut Batch) {
        into.clear();
        if self.upward.drain(into) {
            self.inbox.push(Command::Drained);
        }
    }

    /// Takes over both ends of a service's pipes. It has no rights until it is mounted.
    pub fn connect(&self, name: String, read: OwnedFd, write: OwnedFd) -> ConnId {
        let connection = ConnId(self.last.fetch_add(1, Ordering::Relaxed) + 1);
        self.inbox.push(Command::Connect {
            connection,
            name,
            read,
            write,
        });
        connection
    }

    /// Gives a connection rights and limits: JSON `{role?, grants, max_message_bytes, max_concurrency}`.
    ///
    /// # Errors
    /// The JSON does not fit.
    pub fn mount(&self, connection: ConnId, settings: &[u8]) -> Result<(), Error> {
        let settings =
            Settings::from_json(settings).map_err(illegal("the settings of a service"))?;
        self.inbox.push(Command::Mount {
            connection,
            settings,
        });
        Ok(())
    }

    /// Replaces the routing table: JSON, see [`Routes`].
    ///
    /// # Errors
    /// The JSON does not fit; the old table stays.
    pub fn set_routes(&self, table: &[u8]) -> Result<(), Error> {
        let routes: Routes = serde_json::from_slice(table).map_err(illegal("the routing table"))?;
        self.inbox.push(Command::Routes(Box::new(routes)));
        Ok(())
    }

    /// Sends the host's own line to a connection, or to whom the table says ([`ConnId::HOST`]).
    ///
    /// # Errors
    /// The line is no legal message.
    pub fn send(&self, to: ConnId, line: &[u8]) -> Result<(), Error> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let envelope = scan(line)
            .ok()
            .filter(|envelope| crate::engine::kind(line, envelope).is_some());
        let Some(envelope) = envelope.filter(|_| !line.contains(&b'\n')) else {
            let why = "one JSON-RPC message on one line is wanted".to_owned();
            return Err(Error::Illegal {
                what: "the line",
                why,
            });
        };
        self.inbox.push(Command::Send {
            to,
            line: line.to_vec(),
            envelope: Box::new(envelope),
        });
        Ok(())
    }

    /// Ends the input of a service, after what waits for it has been written.
    pub fn close_input(&self, connection: ConnId) {
        self.inbox.push(Command::CloseInput(connection));
    }

    /// Says why a service ended: JSON data for `service_unavailable`.
    ///
    /// # Errors
    /// The data are no JSON object.
    pub fn fail(&self, connection: ConnId, data: &[u8]) -> Result<(), Error> {
        let known: Map<String, Value> =
            serde_json::from_slice(data).map_err(illegal("the data of a failure"))?;
        self.inbox.push(Command::Fail { connection, known });
        Ok(())
    }

    /// Forgets a connection and closes its descriptors.
    pub fn disconnect(&self, connection: ConnId) {
        self.inbox.push(Command::Disconnect(connection));
    }

    /// Switches records on or off: of requests and answers, and with room for payloads of all messages.
    pub fn set_tap(&self, payload_bytes: Option<usize>) {
        self.inbox.push(Command::Tap(payload_bytes));
    }

    /// Counters of every connection.
    ///
    /// # Errors
    /// The thread does not run.
    pub fn stats(&self) -> Result<Vec<(ConnId, String, Stats)>, Error> {
        let running = matches!(
            &*self.thread.lock().unwrap_or_else(PoisonError::into_inner),
            Thread::Running(_)
        );
        if !running {
            return Err(Error::Closed);
        }
        let (give, take) = mpsc::channel();
        self.inbox.push(Command::Stats(give));
        take.recv_timeout(PATIENCE).map_err(|_| Error::Closed)
    }

    /// Stops the thread and closes every descriptor. May be called again.
    pub fn close(&self) {
        let thread = {
            let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *thread, Thread::Closed)
        };
        if let Thread::Running(handle) = thread {
            self.inbox.push(Command::Stop);
            // A panic of the thread has been printed already; there is nothing left to save.
            let _ = handle.join();
        }
        drop(self.inbox.take());
    }
}

impl Drop for Router {
    fn drop(&mut self) {
        self.close();
    }
}

impl AsFd for Router {
    fn as_fd(&self) -> BorrowedFd<'_> {
        AsFd::as_fd(&self.upward.signal as &Signal)
    }
}
