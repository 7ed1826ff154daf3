//! The parties of `make bench`: a client that measures, a service that echoes, and relays between them.
//!
//! ```text
//! relay RELAY RESULT MODE SIZE COUNT    RELAY: raw | stored | router | tapped (with records of all); starts client and echo itself
//! relay client RESULT MODE SIZE COUNT   on stdin and stdout; MODE: ping or prose (one at a time) | flood (64 under way) | push (one way)
//! relay echo MODE                       on stdin and stdout
//! relay scan RESULT                     no processes: what the scanner costs
//! ```
//! Results are JSON files: `{"p50_ns", "per_second"}` of the client, and `RESULT.cpu` with the relay's CPU time in ns.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that cannot be made ends here"
)]
#![allow(
    clippy::cast_precision_loss,
    reason = "counts of messages and bytes are far below 2^52"
)]

mod client;
mod lines;
mod relays;
mod scans;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["scan", result] => scans::measure(result),
        ["echo", mode] => client::echo(mode),
        ["client", result, mode, size, count] => {
            client::measure(result, mode, size.parse().unwrap(), count.parse().unwrap());
        }
        [
            relay @ ("raw" | "stored" | "router" | "tapped"),
            result,
            rest @ ..,
        ] => {
            relays::run(relay, result, rest);
        }
        // `cargo bench` alone runs nothing: bench/run.py does.
        _ => {}
    }
}
