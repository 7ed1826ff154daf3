//! Background jobs, with a host that keeps state.

use crate::gone;
use amplifier_ipc::testing::{Running, TestHost};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// A session: its folder, and what the host keeps from turn to turn.
struct Session {
    folder: TempDir,
    state: Arc<Mutex<Value>>,
    id: String,
}

impl Session {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let id = folder
            .path()
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .replace('.', "-");
        Self {
            folder,
            state: Arc::default(),
            id,
        }
    }

    /// A fresh process of the service, as every turn has it.
    async fn turn(&self) -> Running {
        let (reads, writes) = (self.state.clone(), self.state.clone());
        let host = TestHost::new()
            .answers("state.get", move |params| {
                assert_eq!(params["key"], "bash.background");
                Ok(json!({"value": *reads.lock().unwrap()}))
            })
            .answers("state.set", move |params| {
                assert_eq!(params["key"], "bash.background");
                *writes.lock().unwrap() = params["value"].clone();
                Ok(json!({}))
            });
        let service = host.start(foundation_workspace::service()).await.unwrap();
        let session = json!({"id": self.id, "cwd": self.folder.path()});
        service
            .call(
                "configure",
                json!({"config": {"bash": {"max_output_bytes": 1000}}, "session": session}),
            )
            .await
            .unwrap();
        service
    }

    fn fifo(&self) -> std::path::PathBuf {
        let fifo = self.folder.path().join("fifo");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
        fifo
    }
}

/// The logs lie with other temporary files.
impl Drop for Session {
    fn drop(&mut self) {
        let user = rustix::process::geteuid().as_raw();
        let logs = std::env::temp_dir().join(format!("amplifier-jobs-{user}"));
        let _ = std::fs::remove_dir_all(logs.join(&self.id));
    }
}

async fn bash(service: &Running, input: Value) -> Value {
    let result = service.execute_tool("bash", input).await.unwrap();
    assert!(result.success_or_default(), "{:?}", result.error);
    result.output
}

async fn failure(service: &Running, input: Value) -> (String, String) {
    let error = service
        .execute_tool("bash", input)
        .await
        .unwrap()
        .error
        .unwrap();
    (error.kind.unwrap(), error.message)
}

/// Asks until the job is no longer running.
async fn ended(service: &Running, job: &Value) -> Value {
    loop {
        let status = bash(service, json!({"job": job})).await;
        if status["status"] != "running" {
            return status;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_job_runs_on_and_is_listed() {
    let session = Session::new();
    let service = session.turn().await;
    let fifo = session.fifo();
    let input = json!({
        "command": "echo out; echo err >&2; read line < fifo; echo $line; exit 4",
        "run_in_background": true, "description": "waits",
    });
    let started = bash(&service, input).await;
    assert_eq!(
        (&started["job"], &started["status"]),
        (&json!("job-1"), &json!("running"))
    );
    let log = started["log"].as_str().unwrap();
    let listed = session.state.lock().unwrap()[0].clone();
    assert_eq!(
        (&listed["job"], &listed["pid"], &listed["log"]),
        (&started["job"], &started["pid"], &started["log"])
    );
    assert_eq!(
        (&listed["description"], &listed["detach"]),
        (&json!("waits"), &json!(false))
    );
    std::fs::write(fifo, "go\n").unwrap();
    let status = ended(&service, &started["job"]).await;
    assert_eq!(
        (&status["status"], &status["returncode"]),
        (&json!("exited"), &json!(4))
    );
    assert_eq!(std::fs::read_to_string(log).unwrap(), "out\nerr\ngo\n");
    let tail = bash(&service, json!({"job": "job-1", "action": "tail"})).await;
    assert_eq!(
        (&tail["tail"], &tail["log_bytes"]),
        (&json!("out\nerr\ngo\n"), &json!(11))
    );
    assert_eq!(tail["truncated"], Value::Null);
    let again = bash(
        &service,
        json!({"command": "true", "run_in_background": true}),
    )
    .await;
    assert_eq!(again["job"], "job-2");
}

#[tokio::test]
async fn a_job_outlives_the_turn_and_can_be_killed_in_the_next() {
    let session = Session::new();
    let first = session.turn().await;
    let input = json!({"command": "trap '' TERM; sleep 1000 & echo $!; wait", "run_in_background": true, "detach": true});
    let started = bash(&first, input).await;
    first.close().await.unwrap();
    assert_eq!(session.state.lock().unwrap()[0]["detach"], true);
    let second = session.turn().await;
    assert_eq!(
        bash(&second, json!({"job": "job-1"})).await["status"],
        "running"
    );
    let killed = bash(&second, json!({"job": "job-1", "action": "kill"})).await;
    assert_eq!(killed["status"], "killed");
    assert!(gone(&started["pid"].to_string()));
    let log = std::fs::read_to_string(started["log"].as_str().unwrap()).unwrap();
    assert!(log.is_empty() || gone(&log), "{log}");
    let again = bash(&second, json!({"job": "job-1", "action": "kill"})).await;
    assert_eq!(again["status"], "killed");
}

#[tokio::test]
async fn the_tail_has_a_limit() {
    let session = Session::new();
    let service = session.turn().await;
    for (bytes, truncated) in [(1000, Value::Null), (1001, json!(true))] {
        let command = format!("yes | head -c {bytes}");
        let started = bash(
            &service,
            json!({"command": command, "run_in_background": true}),
        )
        .await;
        ended(&service, &started["job"]).await;
        let tail = bash(&service, json!({"job": started["job"], "action": "tail"})).await;
        assert_eq!(tail["truncated"], truncated);
        assert_eq!(tail["log_bytes"], bytes);
        assert!(tail["tail"].as_str().unwrap().len() <= 1000);
    }
}

#[tokio::test]
async fn jobs_are_refused_where_they_cannot_be_kept() {
    let folder = tempfile::tempdir().unwrap();
    let service = TestHost::new()
        .start(foundation_workspace::service())
        .await
        .unwrap();
    service
        .configure(json!({}), folder.path().to_str().unwrap())
        .await
        .unwrap();
    let input = json!({"command": "touch made", "run_in_background": true});
    assert_eq!(failure(&service, input).await.0, "unavailable");
    assert!(!Path::new(&folder.path().join("made")).exists());
}

#[tokio::test]
async fn a_job_that_is_not_there_is_told_with_those_that_are() {
    let session = Session::new();
    let service = session.turn().await;
    let (kind, message) = failure(&service, json!({"job": "job-9"})).await;
    assert_eq!(kind, "not_found");
    assert!(message.ends_with("there are none"), "{message}");
    bash(
        &service,
        json!({"command": "true", "run_in_background": true}),
    )
    .await;
    let (_, message) = failure(&service, json!({"job": "job-9", "action": "kill"})).await;
    assert!(message.ends_with("there are job-1"), "{message}");
}

#[tokio::test]
async fn the_pid_of_a_job_is_not_taken_for_another_process() {
    let session = Session::new();
    let service = session.turn().await;
    let started = bash(
        &service,
        json!({"command": "sleep 1000", "run_in_background": true}),
    )
    .await;
    let ticks = session.state.lock().unwrap()[0]["start_ticks"].take();
    session.state.lock().unwrap()[0]["start_ticks"] = json!(ticks.as_u64().unwrap() + 1);
    let killed = bash(&service, json!({"job": "job-1", "action": "kill"})).await;
    assert_eq!(killed["status"], "killed", "it is not that process");
    assert!(!gone(&started["pid"].to_string()));
    session.state.lock().unwrap()[0]["start_ticks"] = ticks;
    bash(&service, json!({"job": "job-1", "action": "kill"})).await;
    assert!(gone(&started["pid"].to_string()));
}

#[tokio::test]
async fn only_so_many_run_at_once() {
    let session = Session::new();
    let service = session.turn().await;
    let input = json!({"command": "sleep 1000", "run_in_background": true});
    for _ in 0..16 {
        bash(&service, input.clone()).await;
    }
    let (kind, message) = failure(&service, input.clone()).await;
    assert_eq!(kind, "unavailable");
    assert!(message.contains("limit 16"), "{message}");
    bash(&service, json!({"job": "job-3", "action": "kill"})).await;
    assert_eq!(bash(&service, input).await["job"], "job-17");
    for number in 1..=17 {
        bash(
            &service,
            json!({"job": format!("job-{number}"), "action": "kill"}),
        )
        .await;
    }
}

#[tokio::test]
async fn a_dangerous_command_is_blocked_in_the_background_too() {
    let session = Session::new();
    let service = session.turn().await;
    let (kind, _) = failure(
        &service,
        json!({"command": "sudo --version", "run_in_background": true}),
    )
    .await;
    assert_eq!(kind, "blocked");
    assert_eq!(*session.state.lock().unwrap(), Value::Null);
}

#[tokio::test]
async fn the_oldest_that_have_ended_are_forgotten() {
    let session = Session::new();
    let service = session.turn().await;
    let ended = |number: u32| {
        json!({
            "job": format!("job-{number}"), "pid": 1, "log": "/nowhere/job.log", "command": "true", "description": null,
            "started_at": 0, "start_ticks": u64::MAX, "detach": false,
        })
    };
    let sixty_three: Vec<Value> = (1..=63).map(ended).collect();
    *session.state.lock().unwrap() = json!(sixty_three);
    let input = json!({"command": "true", "run_in_background": true});
    let names = || -> Vec<Value> {
        let state = session.state.lock().unwrap();
        let jobs = state.as_array().unwrap();
        jobs.iter().map(|job| job["job"].clone()).collect()
    };
    bash(&service, input.clone()).await;
    assert_eq!((names().len(), &names()[0]), (64, &json!("job-1")));
    bash(&service, input).await;
    assert_eq!((names().len(), &names()[0]), (64, &json!("job-2")));
}
