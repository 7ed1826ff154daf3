//! The calling side's loop, the same for every client in Rust: orders on stdin, answers on stdout (see driving.py).

use futures_util::future::join_all;
use std::cell::Cell;
use std::io::{self, BufRead};
use std::time::Instant;

const UNDER_WAY: usize = 64;

/// Carries out the orders until there are no more. `echo` has the tool return a text, and gives what came back.
pub async fn drive(echo: impl AsyncFn(&str) -> String) -> io::Result<()> {
    println!("ready");
    for order in io::stdin().lock().lines() {
        let order = order?;
        let mut words = order.split(' ');
        let ping_wanted = words.next() == Some("ping");
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let (text, count) = ("a".repeat(number()), number());
        assert_eq!(
            echo(&text).await,
            text,
            "the tool returned something else than its input"
        );
        let taken = if ping_wanted {
            ping(&echo, &text, count).await
        } else {
            flood(&echo, &text, count).await
        };
        println!("{taken:?}");
    }
    Ok(())
}

/// One call after the other: the time of each, in nanoseconds.
async fn ping(echo: &impl AsyncFn(&str) -> String, text: &str, count: usize) -> Vec<u128> {
    let mut taken = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        echo(text).await;
        taken.push(start.elapsed().as_nanos());
    }
    taken
}

/// Sixty-four under way: the time of all of them.
async fn flood(echo: &impl AsyncFn(&str) -> String, text: &str, count: usize) -> Vec<u128> {
    let left = Cell::new(count);
    let work = async || {
        while let Some(rest) = left.get().checked_sub(1) {
            left.set(rest);
            echo(text).await;
        }
    };
    let start = Instant::now();
    join_all((0..UNDER_WAY).map(|_| work())).await;
    vec![start.elapsed().as_nanos()]
}
