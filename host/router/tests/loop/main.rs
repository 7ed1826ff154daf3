//! The running router with real pipes: what the loop adds to the engine. Every wait is for a cause.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail by panicking"
)]

mod house;

use amplifier_ipc_router::engine::{Config, Up};
use house::House;
use serde_json::{Value, json};

fn call(id: u64, text: &str) -> Vec<u8> {
    let params = json!({"name": "echo", "input": text});
    json!({"jsonrpc": "2.0", "id": id, "method": "request.tool_execute", "params": params})
        .to_string()
        .into_bytes()
}

fn answer(asked: &Value) -> Vec<u8> {
    json!({"jsonrpc": "2.0", "id": asked["id"], "result": asked["params"]["input"]})
        .to_string()
        .into_bytes()
}

#[test]
fn lines_pass_whole_however_they_are_cut() {
    let mut house = House::pair(Config::default());
    let line = [call(1, "byte by byte é").as_slice(), b"\r\n\n \t\r\n"].concat();
    for byte in &line {
        house.agent.write(&[*byte]);
    }
    let asked = house.tools.line();
    assert_eq!(asked["params"]["input"], "byte by byte é");
    house.agent.write(
        &[
            call(2, "two").as_slice(),
            b"\n",
            &call(3, "three"),
            b"\n",
            &call(4, "four")[..30],
        ]
        .concat(),
    );
    assert_eq!(house.tools.line()["params"]["input"], "two");
    assert_eq!(house.tools.line()["params"]["input"], "three");
    house.agent.write(&[&call(4, "four")[30..], b"\n"].concat());
    assert_eq!(house.tools.line()["params"]["input"], "four");
}

#[test]
fn large_lines_pass_in_both_directions_between_small_ones() {
    let mut house = House::pair(Config::default());
    let large = "0123456789abcdef".repeat(300_000);
    let lines = [
        call(1, "before"),
        call(2, &large),
        call(3, "after"),
        call(4, &large),
    ]
    .join(&b'\n');
    let writer = house.agent.write_beside([lines.as_slice(), b"\n"].concat());
    let asked: Vec<Value> = (0..4).map(|_| house.tools.line()).collect();
    writer.join().unwrap();
    assert_eq!(asked[1]["params"]["input"], large.as_str());
    assert_eq!(asked[2]["params"]["input"], "after");
    let answers: Vec<Vec<u8>> = asked.iter().map(answer).collect();
    let writer = house
        .tools
        .write_beside([answers.join(&b'\n').as_slice(), b"\n"].concat());
    for (id, text) in [(1, "before"), (2, &large), (3, "after"), (4, &large)] {
        let heard = house.agent.line();
        assert_eq!((&heard["id"], &heard["result"]), (&json!(id), &json!(text)));
    }
    writer.join().unwrap();
}

#[test]
fn a_line_over_the_limit_is_dropped_and_answered_and_the_next_one_lives() {
    let mut house = House::pair(Config {
        max_message_bytes: 1 << 20,
        ..Config::default()
    });
    let writer = house.agent.write_beside(
        [
            call(1, &"x".repeat(5 << 20)).as_slice(),
            b"\n",
            &call(2, "small"),
            b"\n",
        ]
        .concat(),
    );
    let refusal = house.agent.line();
    assert_eq!(
        (&refusal["id"], &refusal["error"]["data"]["limit"]),
        (&json!(1), &json!(1 << 20))
    );
    assert_eq!(house.tools.line()["params"]["input"], "small");
    writer.join().unwrap();
}

#[test]
fn the_limit_counts_the_bytes_before_the_line_end() {
    let exact = call(1, "").len() + 100;
    let mut house = House::pair(Config {
        max_message_bytes: exact,
        ..Config::default()
    });
    house.agent.write(
        &[
            call(1, &"x".repeat(100)).as_slice(),
            b"\n",
            &call(2, &"x".repeat(101)),
            b"\n",
        ]
        .concat(),
    );
    assert_eq!(
        house.tools.line()["params"]["input"]
            .as_str()
            .unwrap()
            .len(),
        100
    );
    assert_eq!(house.agent.line()["error"]["code"], -32006);
}

#[test]
fn a_destination_that_reads_nothing_blocks_nobody_else() {
    let mut house = House::pair(Config {
        queue_bytes: 1 << 20,
        ..Config::default()
    });
    let third = house.service("third", r#"{"grants": []}"#);
    house.routes(&json!({"tools": {"echo": house.tools.id.0, "other": third.id.0}}));
    let mut third = third;
    let text = "y".repeat(200_000);
    let lines: Vec<Vec<u8>> = (0..20).map(|id| call(id, &text)).collect();
    let writer = house
        .agent
        .write_beside([lines.join(&b'\n').as_slice(), b"\n"].concat());
    // Pipe and budget hold some; the rest is refused at once, while `tools` reads nothing.
    let refused = house.agent.line();
    assert_eq!(refused["error"]["data"]["kind"], "overloaded");
    writer.join().unwrap();
    house.agent.write(b"{\"jsonrpc\":\"2.0\",\"id\":\"o\",\"method\":\"request.tool_execute\",\"params\":{\"name\":\"other\"}}\n");
    assert_eq!(third.line()["method"], "tool.execute");
    assert_eq!(
        house.tools.line()["params"]["input"],
        text.as_str(),
        "and what was accepted arrives"
    );
}

#[test]
fn a_flood_for_the_host_is_held_until_the_host_drains() {
    let mut house = House::pair(Config {
        queue_bytes: 100_000,
        ..Config::default()
    });
    let log = json!({"jsonrpc": "2.0", "method": "$/log", "params": {"level": "info", "message": "z".repeat(1000)}}).to_string() + "\n";
    let count = 2000;
    let writer = house.tools.write_beside(log.repeat(count).into_bytes());
    let mut seen = 0;
    let mut most = 0;
    while seen < count {
        let batch = house.up_batch();
        let bytes: usize = batch.iter().map(|(_, _, line)| line.len()).sum();
        most = most.max(bytes);
        seen += batch
            .iter()
            .filter(|(kind, ..)| *kind == Up::Message)
            .count();
    }
    writer.join().unwrap();
    assert_eq!(seen, count);
    // The budget, and what one read may bring beyond it.
    assert!(most <= 100_000 + (512 << 10), "{most} bytes waited");
}

#[test]
fn the_end_of_a_service_is_seen_and_its_last_lines_count() {
    let mut house = House::pair(Config::default());
    house
        .agent
        .write(&[call(1, "x").as_slice(), b"\n"].concat());
    let asked = house.tools.line();
    let id = house.tools.id;
    house
        .tools
        .write(&[answer(&asked).as_slice(), b"\n{\"torn\":"].concat());
    house.hang_up_tools();
    assert_eq!(house.agent.line()["result"], "x");
    assert_eq!(house.up(), (Up::Closed, id, json!({"reason": "eof"})));
}

#[test]
fn a_service_that_closes_its_input_and_lives_on_is_ended() {
    let mut house = House::pair(Config::default());
    house.close_input_of_tools();
    house
        .agent
        .write(&[call(1, "x").as_slice(), b"\n"].concat());
    let (kind, from, told) = house.up();
    assert_eq!(
        (kind, from, told),
        (Up::Closed, house.tools.id, json!({"reason": "write"}))
    );
    assert_eq!(house.agent.line()["error"]["code"], -32002);
}

#[test]
fn closing_the_router_closes_every_descriptor() {
    let mut house = House::pair(Config::default());
    house.router.close();
    assert!(house.agent.is_at_end() && house.tools.is_at_end());
    assert!(house.router.stats().is_err());
}

#[test]
fn records_that_nobody_takes_are_lost_and_counted_and_hold_nobody_up() {
    let mut house = House::pair(Config {
        queue_bytes: 1 << 20,
        ..Config::default()
    });
    house.router.set_tap(Some(64 << 10));
    let text = "r".repeat(64 << 10);
    let count = 400;
    for id in 0..count {
        let asked = {
            let writer = house
                .agent
                .write_beside([call(id, &text), b"\n".to_vec()].concat());
            let asked = house.tools.line();
            writer.join().unwrap();
            asked
        };
        let writer = house
            .tools
            .write_beside([answer(&asked), b"\n".to_vec()].concat());
        assert_eq!(house.agent.line()["id"], id);
        writer.join().unwrap();
    }
    let (mut kept, mut lost) = (0, 0);
    let mut bytes = 0;
    while kept + lost < 2 * count {
        for (kind, _, line) in house.up_batch() {
            assert_eq!(kind, Up::Tap);
            let end = line.iter().position(|byte| *byte == b'\n').unwrap();
            let head: Value = serde_json::from_slice(&line[..end]).unwrap();
            bytes += line.len();
            kept += u64::from(head["phase"] != "lost");
            lost += head["lost"].as_u64().unwrap_or(0);
        }
    }
    assert_eq!(kept + lost, 2 * count);
    assert!(lost > 0 && kept > 0, "{kept} kept, {lost} lost");
    assert!(bytes <= 17 << 20, "{bytes} bytes waited");
}
