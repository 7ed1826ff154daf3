//! The stdio binding: the wire on private descriptors, 0 and 1 out of reach of a print.

use rustix::fs::{FileType, Mode, OFlags, fstat};
use rustix::io::{fcntl_dupfd_cloexec, ioctl_fionbio};
use rustix::stdio::{dup2_stdin, dup2_stdout, stderr, stdin, stdout};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::unix::pipe;
use tokio::signal::unix::{SignalKind, signal};

/// The reading end of the wire.
pub(crate) type Reader = Box<dyn AsyncRead + Send + Unpin>;
/// The writing end of the wire.
pub(crate) type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// The wire, out of reach of everybody else.
pub(crate) fn take() -> io::Result<(Reader, Writer)> {
    let (input, output) = take_descriptors()?;
    let shared = same_file(output.as_fd(), stderr());
    Ok((reader(input)?, writer(output, shared)?))
}

/// What was stdout, out of reach of everybody else; stdin is given up.
#[cfg(feature = "http")]
pub(crate) fn take_output() -> io::Result<File> {
    Ok(take_descriptors()?.1.into())
}

/// Moves 0 and 1 to private, close-on-exec numbers; then 0 is `/dev/null` and 1 is stderr.
fn take_descriptors() -> io::Result<(OwnedFd, OwnedFd)> {
    let input = fcntl_dupfd_cloexec(stdin(), 3)?;
    let output = fcntl_dupfd_cloexec(stdout(), 3)?;
    let null = rustix::fs::open("/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    dup2_stdin(&null)?;
    // A process without a stderr prints into nothing.
    if dup2_stdout(stderr()).is_err() {
        dup2_stdout(&null)?;
    }
    Ok((input, output))
}

fn reader(fd: OwnedFd) -> io::Result<Reader> {
    if pollable(fd.as_fd())? {
        ioctl_fionbio(&fd, true)?;
        return Ok(Box::new(pipe::Receiver::from_owned_fd_unchecked(fd)?));
    }
    Ok(Box::new(tokio::fs::File::from_std(File::from(fd))))
}

fn writer(fd: OwnedFd, shared: bool) -> io::Result<Writer> {
    // A pipe that is stderr, too, stays blocking: `eprintln!` cannot cope with anything else.
    if pollable(fd.as_fd())? && !shared {
        ioctl_fionbio(&fd, true)?;
        return Ok(Box::new(pipe::Sender::from_owned_fd_unchecked(fd)?));
    }
    Ok(Box::new(tokio::fs::File::from_std(File::from(fd))))
}

/// Pipes and sockets can be waited for; files cannot, and a terminal is shared with the shell.
fn pollable(fd: BorrowedFd<'_>) -> io::Result<bool> {
    let kind = FileType::from_raw_mode(fstat(fd)?.st_mode);
    Ok(matches!(kind, FileType::Fifo | FileType::Socket))
}

fn same_file(a: BorrowedFd<'_>, b: BorrowedFd<'_>) -> bool {
    match (fstat(a), fstat(b)) {
        (Ok(a), Ok(b)) => a.st_dev == b.st_dev && a.st_ino == b.st_ino,
        _ => false,
    }
}

/// Resolves on SIGTERM.
pub(crate) fn terminated() -> io::Result<impl Future<Output = ()>> {
    let mut signals = signal(SignalKind::terminate())?;
    Ok(async move {
        signals.recv().await;
    })
}

/// Runs a service's `main` on one thread: what is async shares it, what blocks gets threads of its own.
///
/// One thread answers small calls about twice as fast as several do; it ends without waiting for what still blocks.
pub fn block_on<T>(future: impl Future<Output = T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let value = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(value)
}
