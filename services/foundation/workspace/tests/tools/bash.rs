use crate::{Place, gone};
use serde_json::{Value, json};

async fn run(place: &Place, command: &str) -> Value {
    place.output("bash", json!({"command": command})).await
}

#[tokio::test]
async fn a_command_returns_what_it_did() {
    let place = Place::new(&[("a.txt", "")]).await;
    let output = run(&place, "ls; echo oh >&2").await;
    let took = output["duration_ms"].as_u64();
    assert!(took.is_some());
    let want = json!({"stdout": "a.txt\n", "stderr": "oh\n", "returncode": 0, "duration_ms": took});
    assert_eq!(output, want);
}

#[tokio::test]
async fn a_command_that_fails_says_how_and_keeps_its_output() {
    let place = Place::new(&[]).await;
    for (command, returncode, message) in [
        ("echo so far; exit 3", 3, "the command returned 3"),
        (
            "echo so far; kill -KILL $$",
            -9,
            "the command was ended by signal 9",
        ),
    ] {
        let result = place.tool("bash", json!({"command": command})).await;
        assert_eq!(result.success, Some(false));
        let error = result.error.unwrap();
        assert_eq!(error.message, message);
        assert_eq!(error.details, Some(json!({"returncode": returncode})));
        assert_eq!(result.output["stdout"], "so far\n");
        assert_eq!(result.output["returncode"], returncode);
    }
}

#[tokio::test]
async fn stdin_is_empty_and_the_session_its_own() {
    let place = Place::new(&[]).await;
    assert_eq!(
        run(&place, "cat; read x || echo empty").await["stdout"],
        "empty\n"
    );
    assert_eq!(
        run(&place, "readlink /proc/self/fd/0").await["stdout"],
        "/dev/null\n"
    );
    let own = "read -r _ _ _ _ group session _ < /proc/$$/stat; [ $group = $$ ] && [ $session = $$ ] && echo own";
    assert_eq!(run(&place, own).await["stdout"], "own\n");
}

#[tokio::test]
async fn the_time_is_up_for_all_that_was_started() {
    let place = Place::new(&[]).await;
    for (command, returncode) in [
        ("sleep 1000 & echo $!; wait", -15),
        (
            "trap '' TERM; (while :; do sleep 1000; done) & echo $!; while :; do wait; done",
            -9,
        ),
    ] {
        let result = place
            .tool("bash", json!({"command": command, "timeout": 1}))
            .await;
        let error = result.error.unwrap();
        assert_eq!(
            (result.success, error.kind.as_deref()),
            (Some(false), Some("timeout"))
        );
        assert!(error.message.contains("after 1 s"), "{}", error.message);
        assert_eq!(result.output["timed_out"], true);
        assert_eq!(result.output["returncode"], returncode, "{command}");
        assert!(gone(result.output["stdout"].as_str().unwrap()), "{command}");
    }
}

#[tokio::test]
async fn a_timeout_has_a_limit() {
    let config = json!({"bash": {"max_timeout": 5}});
    let place = Place::configured(&[], config).await;
    place
        .output("bash", json!({"command": "true", "timeout": 5}))
        .await;
    let (kind, message) = place
        .failure("bash", json!({"command": "true", "timeout": 6}))
        .await;
    assert_eq!(kind, "invalid_input");
    assert!(message.contains("limit of 5 s"), "{message}");
}

#[tokio::test]
async fn what_is_left_running_is_ended() {
    let place = Place::new(&[]).await;
    let output = run(&place, "sleep 1000 & echo $!").await;
    assert!(
        output["warning"]
            .as_str()
            .unwrap()
            .contains("run_in_background")
    );
    assert!(gone(output["stdout"].as_str().unwrap()));
    let output = run(&place, "sleep 1000 > /dev/null 2>&1 & echo $!").await;
    assert!(output["warning"].is_string());
    assert!(gone(output["stdout"].as_str().unwrap()));
}

#[tokio::test]
async fn who_leaves_the_group_does_not_hold_the_answer_up() {
    let place = Place::new(&[]).await;
    let output = run(
        &place,
        "mkfifo fifo; setsid bash -c 'echo $$; echo > fifo; exec sleep 1000' & read x < fifo",
    )
    .await;
    assert_eq!(output["warning"], Value::Null);
    let left = output["stdout"].as_str().unwrap().trim().to_string();
    run(&place, &format!("kill {left}")).await;
}

#[tokio::test]
async fn output_is_whole_up_to_its_limit() {
    let config = json!({"bash": {"max_output_bytes": 1000}});
    let place = Place::configured(&[], config).await;
    let letters = |count: u32| format!("printf 'x%.0s' $(seq {count})");
    let whole = run(&place, &letters(1000)).await;
    assert_eq!(whole["stdout"], "x".repeat(1000));
    assert_eq!(
        (&whole["truncated"], &whole["stdout_total_bytes"]),
        (&Value::Null, &Value::Null)
    );
    let more = run(&place, &format!("{}; {} >&2", letters(1001), letters(1002))).await;
    assert_eq!(more["truncated"], true);
    assert_eq!(
        (&more["stdout_total_bytes"], &more["stderr_total_bytes"]),
        (&json!(1001), &json!(1002))
    );
    let text = more["stdout"].as_str().unwrap();
    let parts: Vec<&str> = text
        .split(|letter| letter != 'x')
        .filter(|part| part.len() > 1)
        .collect();
    assert_eq!(parts, ["x".repeat(400), "x".repeat(400)]);
    assert!(
        text.contains("0 lines, 201 bytes are left out")
            && text.contains("redirect the output to a file"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_left_out_is_whole_lines() {
    let config = json!({"bash": {"max_output_bytes": 1000}});
    let place = Place::configured(&[], config).await;
    let output = run(&place, "seq 1 1000").await;
    let text = output["stdout"].as_str().unwrap();
    let (note, lines): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with("[…"));
    let numbers: Vec<u64> = lines.iter().map(|line| line.parse().unwrap()).collect();
    let gap = numbers
        .windows(2)
        .position(|pair| pair[0] + 1 != pair[1])
        .unwrap();
    let (first, last) = (numbers[gap], numbers[gap + 1]);
    assert_eq!((numbers[0], numbers[numbers.len() - 1]), (1, 1000));
    assert!(
        numbers[gap + 1..]
            .windows(2)
            .all(|pair| pair[0] + 1 == pair[1])
    );
    let bytes: usize = (first + 1..last)
        .map(|number| number.to_string().len() + 1)
        .sum();
    let left_out = format!(
        "[… {} lines, {bytes} bytes are left out here: 3893 bytes",
        last - first - 1
    );
    assert!(note[0].starts_with(&left_out), "{left_out}: {note:?}");
    let (head, tail) = (
        text.find("[…").unwrap(),
        text.len() - text.rfind("…]\n").unwrap() - 5,
    );
    assert!(
        (200..=400).contains(&head) && (200..=400).contains(&tail),
        "{head} {tail}"
    );
}

#[tokio::test]
async fn characters_are_not_cut() {
    let config = json!({"bash": {"max_output_bytes": 1001}});
    let place = Place::configured(&[], config).await;
    for letter in ["é", "€", "🦀"] {
        let output = run(&place, &format!("printf '{letter}%.0s' $(seq 600)")).await;
        let text = output["stdout"].as_str().unwrap();
        assert_eq!(output["truncated"], true);
        assert!(!text.contains('\u{fffd}'), "{text}");
        assert!(text.starts_with(letter) && text.ends_with(letter));
    }
}

#[tokio::test]
async fn commands_run_where_they_are_told_to() {
    let place = Place::new(&[("sub/deep/x", ""), ("file", "")]).await;
    let at = |cwd: &'static str| json!({"command": "pwd", "cwd": cwd});
    let real = place.path().canonicalize().unwrap();
    let pwd = place.output("bash", at("sub")).await;
    assert_eq!(pwd["stdout"], format!("{}/sub\n", real.display()));
    assert_eq!(place.failure("bash", at("nowhere")).await.0, "not_found");
    assert_eq!(place.failure("bash", at("file")).await.0, "invalid_input");
    let config = json!({"bash": {"working_dir": "sub"}});
    let place = Place::configured(&[("sub/deep/x", "")], config).await;
    assert_eq!(run(&place, "ls").await["stdout"], "deep\n");
    assert_eq!(
        place
            .output("bash", json!({"command": "ls", "cwd": "deep"}))
            .await["stdout"],
        "x\n"
    );
}

#[tokio::test]
async fn the_environment_is_small() {
    let config = json!({"bash": {"pass_env": ["CARGO_PKG_NAME"]}});
    let place = Place::configured(&[], config).await;
    let input =
        json!({"command": "env", "description": "show the environment", "env": {"MINE": "a b"}});
    let output = place.output("bash", input).await;
    let lines: Vec<&str> = output["stdout"].as_str().unwrap().lines().collect();
    let usual = [
        "PATH", "HOME", "LANG", "TZ", "TMPDIR", "PWD", "SHLVL", "OLDPWD", "_",
    ];
    let mut more: Vec<&&str> = lines
        .iter()
        .filter(|line| !usual.contains(&line.split('=').next().unwrap_or_default()))
        .collect();
    more.sort();
    let want = [
        "AMPLIFIER_SESSION_ID=test",
        "CARGO_PKG_NAME=foundation-workspace",
        "MINE=a b",
    ];
    assert_eq!(more, want.iter().collect::<Vec<_>>());
    assert!(lines.iter().any(|line| line.starts_with("PATH=/")));
}

#[tokio::test]
async fn what_makes_no_sense_is_said() {
    let place = Place::new(&[]).await;
    for input in [
        json!({}),
        json!({"command": "  "}),
        json!({"command": "a\0b"}),
        json!({"command": "ls", "job": "job-1"}),
        json!({"command": "ls", "action": "kill"}),
        json!({"command": "ls", "detach": true}),
        json!({"command": "ls", "env": {"1A": ""}}),
        json!({"command": "ls", "env": {"A": "\0"}}),
    ] {
        let shown = input.to_string();
        assert_eq!(
            place.failure("bash", input).await.0,
            "invalid_input",
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_command_has_a_longest_length() {
    let place = Place::new(&[]).await;
    let command = |length: usize| json!({"command": format!(": {}", "x".repeat(length - 2))});
    place.output("bash", command(131_071)).await;
    let (kind, message) = place.failure("bash", command(131_072)).await;
    assert_eq!(kind, "too_large");
    assert!(
        message.contains("131072 bytes and may have 131071"),
        "{message}"
    );
}

#[tokio::test]
async fn a_dangerous_command_is_blocked_with_its_rule() {
    let place = Place::new(&[]).await;
    let result = place
        .tool("bash", json!({"command": "echo x; sudo --version"}))
        .await;
    let error = result.error.unwrap();
    assert_eq!(
        (result.success, error.kind.as_deref()),
        (Some(false), Some("blocked"))
    );
    assert!(
        error
            .message
            .contains("`sudo --version` runs a command as another user"),
        "{}",
        error.message
    );
    assert!(
        error.message.contains("safety_profile: permissive"),
        "{}",
        error.message
    );
    let details = error.details.unwrap();
    assert_eq!(details["rule"], "privilege");
    assert_eq!(details["command"], "sudo --version");
    assert_eq!(details["profile"], "strict");
    assert!(details["reason"].is_string() && details["how"].is_string());
}

#[tokio::test]
async fn the_configuration_decides_what_is_blocked() {
    let blocked = async |config: Value, command: &str| {
        let place = Place::configured(&[], json!({"bash": config})).await;
        let result = place.tool("bash", json!({"command": command})).await;
        result
            .error
            .is_some_and(|error| error.kind.as_deref() == Some("blocked"))
    };
    // A function stands for the program, which need not be there.
    let passwd = "passwd() { :; }; passwd --status";
    assert!(blocked(json!({}), passwd).await);
    assert!(
        blocked(
            json!({"safety_profile": "strict", "allowed_commands": ["passwd*"]}),
            passwd
        )
        .await
    );
    assert!(
        !blocked(
            json!({"safety_profile": "standard", "allowed_commands": ["passwd*"]}),
            passwd
        )
        .await
    );
    let overrides =
        json!({"safety_profile": "standard", "safety_overrides": {"allow": ["passwd --status"]}});
    assert!(!blocked(overrides, passwd).await);
    assert!(!blocked(json!({"safety_profile": "permissive"}), passwd).await);
    assert!(!blocked(json!({"safety_profile": "unrestricted"}), passwd).await);
    let denied = json!({"safety_profile": "unrestricted", "denied_commands": ["PASSWD*"]});
    assert!(blocked(denied, passwd).await);
    let overrides =
        json!({"safety_profile": "unrestricted", "safety_overrides": {"block": ["passwd"]}});
    assert!(blocked(overrides, passwd).await);
    let place = Place::configured(&[], json!({"bash": {"denied_commands": ["["]}})).await;
    assert_eq!(
        place.failure("bash", json!({"command": "ls"})).await.0,
        "invalid_input"
    );
}

#[tokio::test]
async fn bash_itself_says_whether_a_command_can_be_read() {
    let place = Place::new(&[]).await;
    let (kind, message) = place
        .failure("bash", json!({"command": "echo 'unfinished"}))
        .await;
    assert_eq!(kind, "blocked");
    assert!(
        message.contains("unreadable") && message.contains("unexpected EOF"),
        "{message}"
    );
    // The parser does not know this redirection; bash does.
    assert_eq!(
        run(&place, "exec 3<>/dev/null; echo fine").await["stdout"],
        "fine\n"
    );
}
