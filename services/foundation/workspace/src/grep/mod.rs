//! `grep`: lines by a regular expression, with ripgrep's engine in the process.

mod input;
mod results;
mod sink;

use crate::failure::{cancelled, failure, io_failure, progress};
use crate::paths::{ReadPolicy, Resolved, resolve};
use crate::walk::{Options, shown, walk};
use amplifier_ipc::{CancellationToken, Context, Result, Tool};
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{BinaryDetection, Searcher, SearcherBuilder};
use ignore::overrides::{Override, OverrideBuilder};
use input::{Input, Mode};
use results::{Collected, Output};
use sink::Lines;
use std::time::{Duration, Instant};

/// Larger files are skipped.
const MAX_FILE: u64 = 10 << 20;
/// How long one search may take.
const MAX_TIME: Duration = Duration::from_secs(60);

pub(crate) fn tool() -> Tool {
    let about = "Search the contents of files by a regular expression (Rust syntax). Honours .gitignore and leaves out \
        binary files, files over 10 MiB and the usual folders of tools and builds.";
    Tool::new("grep", about)
        .read_only()
        .idempotent()
        .parallel_safe(true)
        .output::<Output>()
        .config::<ReadPolicy>()
        .handle_blocking(|input, cx| grep(&input, &cx))
}

fn grep(input: &Input, cx: &Context) -> Result<Output> {
    let policy: ReadPolicy = cx.config()?;
    let base = resolve(cx, &input.path)?;
    policy.check(cx, &base)?;
    base.real
        .metadata()
        .map_err(|error| io_failure("search", &base.real, &error))?;
    let mut search = Search {
        matcher: matcher(input)?,
        searcher: searcher(input),
        only: only(input, &base)?,
        types: input.types()?,
        collected: Collected::new(input),
        stop: cx.cancelled(),
        began: Instant::now(),
    };
    let hidden = input
        .glob
        .as_ref()
        .is_some_and(|glob| glob.split('/').any(|part| part.starts_with('.')));
    let options = Options {
        include_ignored: input.include_ignored,
        hidden,
        denied: policy.denied(cx),
    };
    search.run(cx, &base, options)?;
    Ok(search.collected.output(input))
}

struct Search {
    matcher: RegexMatcher,
    searcher: Searcher,
    only: Override,
    types: ignore::types::Types,
    collected: Collected,
    stop: CancellationToken,
    began: Instant,
}

impl Search {
    fn run(&mut self, cx: &Context, base: &Resolved, options: Options) -> Result<()> {
        let mut told = Instant::now();
        for entry in walk(&base.real, options).flatten() {
            let path = entry.path();
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            let left_out = entry.depth() > 0
                && (self.only.matched(path, false).is_ignore()
                    || self.types.matched(path, false).is_ignore());
            if !is_file
                || left_out
                || entry
                    .metadata()
                    .is_ok_and(|metadata| metadata.len() > MAX_FILE)
            {
                continue;
            }
            if told.elapsed() > Duration::from_secs(1) {
                told = Instant::now();
                progress(cx, &format!("{} matches so far", self.collected.total()));
            }
            let mut lines = Lines::new(&mut self.collected, &self.stop, self.began + MAX_TIME);
            // A file that cannot be read is passed by, as a binary one is.
            let _ = self.searcher.search_path(&self.matcher, path, &mut lines);
            let found = lines.finish();
            self.collected
                .file(shown(&base.given, &base.real, path), found);
            if self.stop.is_cancelled() {
                return Err(cancelled(&self.collected.partial()));
            }
            if self.began.elapsed() > MAX_TIME {
                self.collected.timed_out();
                return Ok(());
            }
        }
        Ok(())
    }
}

fn matcher(input: &Input) -> Result<RegexMatcher> {
    RegexMatcherBuilder::new()
        .case_insensitive(input.ignore_case)
        .multi_line(true)
        .dot_matches_new_line(input.multiline)
        .line_terminator((!input.multiline).then_some(b'\n'))
        .build(&input.pattern)
        .map_err(|error| {
            failure(
                "invalid_input",
                format!("pattern is no regular expression: {error}"),
            )
        })
}

fn searcher(input: &Input) -> Searcher {
    let content = input.output_mode == Mode::Content;
    let (before, after) = if content { input.context() } else { (0, 0) };
    SearcherBuilder::new()
        .binary_detection(BinaryDetection::quit(0))
        .line_number(true)
        .multi_line(input.multiline)
        .before_context(before)
        .after_context(after)
        .build()
}

/// The files that `glob` names; a pattern without `/` counts for names anywhere.
fn only(input: &Input, base: &Resolved) -> Result<Override> {
    let mut only = OverrideBuilder::new(&base.real);
    if let Some(glob) = &input.glob {
        only.add(glob)
            .map_err(|error| failure("invalid_input", format!("glob is no pattern: {error}")))?;
    }
    only.build()
        .map_err(|error| failure("invalid_input", format!("glob is no pattern: {error}")))
}
