//! What reading an envelope, and checking the rest of the line, costs (`decisions/0002`).

use amplifier_ipc_router::scan::scan;
use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

const HEAD: &str = r#"{"jsonrpc":"2.0","id":"h-12345","method":"request.tool_execute","params":{"name":"read_file","input":"#;

fn line(size: usize, piece: &str, open: &str, close: &str) -> String {
    let count = size.saturating_sub(HEAD.len() + open.len() + close.len() + 2) / piece.len();
    format!("{HEAD}{open}{}{close}}}}}", piece.repeat(count.max(1)))
}

/// Leaves ns a byte for each kind of payload and size.
pub(crate) fn measure(result: &str) {
    let kinds = [
        ("plain", "x", r#"{"text":""#, r#""}"#),
        (
            "prose",
            r"The quick brown fox jumps over the lazy dog, and nobody asks why it was so lazy.\n",
            r#"{"text":""#,
            r#""}"#,
        ),
        (
            "code",
            r#"    if name == \"bash\" {\n        return Err(\"denied\");\n    }\n"#,
            r#"{"text":""#,
            r#""}"#,
        ),
        ("cyrillic", "быстрая лиса ", r#"{"text":""#, r#""}"#),
        (
            "records",
            r#"{"path":"src/a.rs","line":12,"ok":true,"text":"fn main() {"},"#,
            "[",
            "0]",
        ),
    ];
    let mut text = String::from("{");
    for (name, piece, open, close) in kinds {
        for size in [200, 4096, 65_536, 1 << 20] {
            let line = line(size, piece, open, close);
            let rounds = (50_000_000 / line.len()).max(20);
            let start = Instant::now();
            for _ in 0..rounds {
                black_box(scan(black_box(line.as_bytes()))).unwrap();
            }
            let ns = start.elapsed().as_secs_f64() * 1e9 / rounds as f64;
            let comma = if text.len() > 1 { ", " } else { "" };
            write!(
                text,
                "{comma}\"{name} {size}\": {{\"ns\": {ns:.0}, \"ns_per_byte\": {:.3}}}",
                ns / line.len() as f64
            )
            .unwrap();
        }
    }
    std::fs::write(result, text + "}").unwrap();
}
