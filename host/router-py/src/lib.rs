//! The seam: `amplifier_ipc_host._router`, described in `_router.pyi`. Thin: every decision is in the router crate.

use amplifier_ipc_bridge::{Bridge as Way, Error as BridgeError, Remote};
use amplifier_ipc_router::engine::{Config, Stats, Up};
use amplifier_ipc_router::ids::ConnId;
use amplifier_ipc_router::{Batch, Error, Router as Core};
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyInt, PyList};
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::sync::{Mutex, PoisonError};

/// The data plane. Its thread never takes the GIL.
#[pyclass(frozen, module = "amplifier_ipc_host._router")]
struct Router {
    core: Core,
    /// The batch that the last drain emptied: its memory is used again.
    spare: Mutex<Batch>,
}

fn raised(error: Error) -> PyErr {
    match error {
        Error::Start(error) => PyOSError::new_err(error.to_string()),
        Error::Illegal { .. } => PyValueError::new_err(error.to_string()),
        Error::Closed => PyRuntimeError::new_err(error.to_string()),
    }
}

/// A descriptor that Python opened and gives away.
fn owned(fd: RawFd) -> PyResult<OwnedFd> {
    if fd < 0 {
        return Err(PyValueError::new_err(format!("{fd} is no file descriptor")));
    }
    // SAFETY: `connect` documents that it takes over both descriptors; Python code does not close them afterwards.
    #[allow(
        unsafe_code,
        reason = "a number from Python becomes a descriptor here and nowhere else"
    )]
    let owned = unsafe { OwnedFd::from_raw_fd(fd) };
    Ok(owned)
}

#[pymethods]
impl Router {
    #[new]
    #[pyo3(signature = (*, session = b"{}".as_slice(), max_message_bytes = 64 << 20, queue_bytes = 128 << 20, start = true))]
    fn new(
        session: &[u8],
        max_message_bytes: usize,
        queue_bytes: usize,
        start: bool,
    ) -> PyResult<Self> {
        let config = Config {
            max_message_bytes,
            queue_bytes,
            ..Config::default()
        };
        let core = Core::new(config.with_session(session).map_err(raised)?).map_err(raised)?;
        if start {
            core.start().map_err(raised)?;
        }
        Ok(Self {
            core,
            spare: Mutex::default(),
        })
    }

    fn start(&self) -> PyResult<()> {
        self.core.start().map_err(raised)
    }

    fn fileno(&self) -> RawFd {
        self.core.signal().as_raw_fd()
    }

    fn drain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let mut batch = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        self.core.drain(&mut batch);
        // One object for each number: most of a batch is of one kind and from one connection.
        let mut reused = (
            Up::Message,
            ConnId::HOST,
            numbers(py, Up::Message, ConnId::HOST)?,
        );
        let messages = batch.iter().map(|(kind, from, payload)| {
            if (kind, from) != (reused.0, reused.1) {
                reused = (kind, from, numbers(py, kind, from)?);
            }
            let (kind, from) = reused.2.clone();
            (kind, from, PyBytes::new(py, payload)).into_pyobject(py)
        });
        let list = messages
            .collect::<PyResult<Vec<_>>>()
            .and_then(|messages| PyList::new(py, messages));
        batch.clear();
        list
    }

    fn connect(&self, name: String, read_fd: RawFd, write_fd: RawFd) -> PyResult<u32> {
        if read_fd == write_fd {
            return Err(PyValueError::new_err(
                "two descriptors are wanted: duplicate a socket with os.dup",
            ));
        }
        let (read, write) = (owned(read_fd)?, owned(write_fd)?);
        Ok(self.core.connect(name, read, write).0)
    }

    fn mount(&self, connection: u32, settings: &[u8]) -> PyResult<()> {
        self.core
            .mount(ConnId(connection), settings)
            .map_err(raised)
    }

    fn set_routes(&self, table: &[u8]) -> PyResult<()> {
        self.core.set_routes(table).map_err(raised)
    }

    fn send(&self, connection: u32, line: &[u8]) -> PyResult<()> {
        self.core.send(ConnId(connection), line).map_err(raised)
    }

    fn close_input(&self, connection: u32) {
        self.core.close_input(ConnId(connection));
    }

    fn fail(&self, connection: u32, data: &[u8]) -> PyResult<()> {
        self.core.fail(ConnId(connection), data).map_err(raised)
    }

    fn disconnect(&self, connection: u32) {
        self.core.disconnect(ConnId(connection));
    }

    #[pyo3(signature = (on, payload_bytes = 0))]
    fn set_tap(&self, on: bool, payload_bytes: usize) {
        self.core.set_tap(on.then_some(payload_bytes));
    }

    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let all = py.detach(|| self.core.stats()).map_err(raised)?;
        let found = PyDict::new(py);
        for (connection, name, stats) in all {
            found.set_item(connection.0, counters(py, name, stats)?)?;
        }
        Ok(found)
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.core.close());
    }
}

/// The bridge of the process to services over HTTP. Its thread never takes the GIL.
#[pyclass(frozen, module = "amplifier_ipc_host._router")]
struct Bridge {
    core: &'static Way,
}

fn unbridged(error: BridgeError) -> PyErr {
    match error {
        BridgeError::Start(error) => PyOSError::new_err(error.to_string()),
        other => PyValueError::new_err(other.to_string()),
    }
}

#[pymethods]
impl Bridge {
    #[new]
    fn new() -> PyResult<Self> {
        let core = Way::shared().map_err(unbridged)?;
        Ok(Self { core })
    }

    #[pyo3(signature = (url, *, name, session_id, token = None, max_message_bytes = 64 << 20))]
    fn connect(
        &self,
        url: String,
        name: String,
        session_id: String,
        token: Option<String>,
        max_message_bytes: usize,
    ) -> PyResult<(RawFd, RawFd)> {
        let remote = Remote {
            url,
            name,
            session_id,
            token,
            max_message_bytes,
        };
        let (read, write) = self.core.connect(remote).map_err(unbridged)?;
        Ok((read.into_raw_fd(), write.into_raw_fd()))
    }
}

type Numbers<'py> = (Bound<'py, PyInt>, Bound<'py, PyInt>);

fn numbers(py: Python<'_>, kind: Up, from: ConnId) -> PyResult<Numbers<'_>> {
    Ok(((kind as u8).into_pyobject(py)?, from.0.into_pyobject(py)?))
}

fn counters(py: Python<'_>, name: String, stats: Stats) -> PyResult<Bound<'_, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("name", name)?;
    for (key, value) in [
        ("messages_in", stats.messages_in),
        ("bytes_in", stats.bytes_in),
        ("messages_out", stats.messages_out),
        ("bytes_out", stats.bytes_out),
        ("dropped", stats.dropped),
        ("refused", stats.refused),
        ("junk", stats.junk),
        ("queue", stats.queue),
    ] {
        row.set_item(key, value)?;
    }
    Ok(row)
}

#[pymodule]
fn _router(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("HOST", ConnId::HOST.0)?;
    for (name, kind) in [
        ("MESSAGE", Up::Message),
        ("CLOSED", Up::Closed),
        ("JUNK", Up::Junk),
        ("TAP", Up::Tap),
    ] {
        module.add(name, kind as u8)?;
    }
    module.add_class::<Bridge>()?;
    module.add_class::<Router>()
}
