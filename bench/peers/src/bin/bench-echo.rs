//! A service without an SDK: answers every request with a result of the request's size.

use amplifier_ipc_bench::{Lines, answer, id_of, standard_pipes};
use std::io::{self, Write};

/// Answers are gathered up to this many bytes while more requests wait in the buffer.
const GATHER: usize = 64 * 1024;

fn main() -> io::Result<()> {
    let (input, mut output) = standard_pipes()?;
    let mut lines = Lines::new(input);
    let mut answers = Vec::new();
    while let Some(line) = lines.next_line()? {
        answer(&mut answers, id_of(line), line.len());
        if !lines.has_line() || answers.len() > GATHER {
            output.write_all(&answers)?;
            answers.clear();
        }
    }
    Ok(())
}
