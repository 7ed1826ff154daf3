//! The relays that are compared. Each starts a client and an echo, and stands between them until the client is done.

use crate::lines::{CHUNK, Lines, write_all};
use amplifier_ipc_router::engine::{Config, Up};
use amplifier_ipc_router::{Batch, Router};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::{AsFd, OwnedFd};
use rustix::pipe::fcntl_setpipe_size;
use rustix::time::{ClockId, clock_gettime};
use std::process::{Child, Command, Stdio};

/// One end: its process, what it writes and what it reads.
struct End {
    process: Child,
    output: OwnedFd,
    input: OwnedFd,
}

/// Starts an end, on the cores that `RELAY_ENDS` names if it is set.
fn start(arguments: &[&str]) -> End {
    let me = std::env::current_exe().unwrap();
    let mut command = match std::env::var("RELAY_ENDS") {
        Ok(cores) => {
            let mut pinned = Command::new("taskset");
            pinned.args(["-c", &cores]).arg(me);
            pinned
        }
        Err(_) => Command::new(me),
    };
    let mut process = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output: OwnedFd = process.stdout.take().unwrap().into();
    let input: OwnedFd = process.stdin.take().unwrap().into();
    for fd in [&output, &input] {
        fcntl_setpipe_size(fd, CHUNK).unwrap();
    }
    End {
        process,
        output,
        input,
    }
}

pub(crate) fn run(relay: &str, result: &str, rest: &[&str]) {
    let mut arguments = vec!["client", result];
    arguments.extend_from_slice(rest);
    let (mut client, mut echo) = (start(&arguments), start(&["echo", rest[0]]));
    match relay {
        "raw" => raw(&client, &echo),
        "stored" => stored(&client, &echo),
        _ => (client, echo) = routed(client, echo, relay == "tapped"),
    }
    let cpu = clock_gettime(ClockId::ProcessCPUTime);
    drop(echo.input);
    client.process.wait().unwrap();
    echo.process.wait().unwrap();
    let ns = cpu.tv_sec * 1_000_000_000 + cpu.tv_nsec;
    std::fs::write(format!("{result}.cpu"), ns.to_string()).unwrap();
}

/// Waits for either side; (the client wrote, the echo wrote).
fn either(client: &End, echo: &End) -> (bool, bool) {
    let mut both = [
        PollFd::new(&client.output, PollFlags::IN),
        PollFd::new(&echo.output, PollFlags::IN),
    ];
    poll(&mut both, None).unwrap();
    (!both[0].revents().is_empty(), !both[1].revents().is_empty())
}

/// Bytes in, the same bytes out: the limit.
fn raw(client: &End, echo: &End) {
    let mut buffer = vec![0; CHUNK];
    loop {
        let (asked, answered) = either(client, echo);
        for (is_ready, from, to) in [(asked, client, echo), (answered, echo, client)] {
            if is_ready {
                let count = rustix::io::read(&from.output, &mut buffer[..]).unwrap_or(0);
                if count == 0 || !write_all(&to.input, &buffer[..count]) {
                    return;
                }
            }
        }
    }
}

/// Whole lines in, the same lines out.
fn stored(client: &End, echo: &End) {
    let (mut asked, mut answered) = (Lines::default(), Lines::default());
    loop {
        let (first, second) = either(client, echo);
        for (is_ready, from, to, lines) in [
            (first, client, echo, &mut asked),
            (second, echo, client, &mut answered),
        ] {
            if is_ready {
                if !lines.fill(&from.output) {
                    return;
                }
                if let Some(whole) = lines.whole()
                    && !write_all(&to.input, lines.get(whole))
                {
                    return;
                }
            }
        }
    }
}

/// The router, alone in its process; perhaps with records of all messages, which are thrown away.
fn routed(client: End, echo: End, tapped: bool) -> (End, End) {
    let router = Router::new(Config::default()).unwrap();
    router.set_tap(tapped.then_some(64 << 10));
    router.start().unwrap();
    let spare = || {
        rustix::fs::open(
            "/dev/null",
            rustix::fs::OFlags::WRONLY,
            rustix::fs::Mode::empty(),
        )
        .unwrap()
    };
    let first = router.connect("client".to_owned(), client.output, client.input);
    let second = router.connect("echo".to_owned(), echo.output, echo.input);
    router.mount(first, br#"{"role": "orchestrator"}"#).unwrap();
    router
        .mount(second, br#"{"max_concurrency": 1000}"#)
        .unwrap();
    router
        .set_routes(format!("{{\"tools\": {{\"echo\": {}}}}}", second.0).as_bytes())
        .unwrap();
    let mut batch = Batch::default();
    loop {
        poll(&mut [PollFd::new(&router.as_fd(), PollFlags::IN)], None).unwrap();
        router.drain(&mut batch);
        if batch.iter().any(|(kind, ..)| kind == Up::Closed) {
            break;
        }
    }
    router.close();
    let process = |process| End {
        process,
        output: spare(),
        input: spare(),
    };
    (process(client.process), process(echo.process))
}
