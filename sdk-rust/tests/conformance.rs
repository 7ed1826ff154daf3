//! The conformance suite in one line: which command is run, and what becomes of its exit code.
#![allow(clippy::unwrap_used, reason = "a test panics where it is wrong")]

use amplifier_ipc::testing::{Conformance, assert_conforms};
use serde_json::json;
use std::any::type_name_of_val;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const INSIDE: &str = "INSIDE_A_TEST";
const OVERRIDE: &str = "AMPLIFIER_CONFORMANCE";
const HINT: &str = "pip install amplifier-ipc-conformance";

fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite.sh")
}

/// Runs the function in a process of its own, which is the test that calls this once more: only a new process can have
/// another environment. Returns its panic; an empty text when there was none.
fn with_environment(environment: &[(&str, &str)], function: impl FnOnce()) -> String {
    if env::var_os(INSIDE).is_some() {
        function();
        std::process::exit(0);
    }
    let path = type_name_of_val(&function).replace("::{{closure}}", "");
    let (_, test) = path.split_once("::").unwrap();
    let ended = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env_remove(OVERRIDE)
        .envs(environment.iter().copied())
        .env(INSIDE, "")
        .output()
        .unwrap();
    let told = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(
        ended.status.success(),
        !told.contains("panicked at"),
        "{told}"
    );
    told
}

/// Runs the function with the suite of these tests, which ends with this code.
fn ending(code: &str, function: impl FnOnce()) -> String {
    let suite = suite();
    let environment = [(OVERRIDE, suite.to_str().unwrap()), ("SUITE_ENDS", code)];
    with_environment(&environment, function)
}

#[test]
fn a_service_that_conforms_says_nothing() {
    assert_eq!(ending("0", || assert_conforms(["./service"])), "");
}

#[test]
fn one_that_does_not_fails_with_the_report() {
    let told = ending("1", || assert_conforms(["./service", "-v"]));
    let report = "the service does not conform:\nthe report\n[check]\n[--]\n[./service]\n[-v]\n";
    assert!(told.contains(report), "{told}");
    assert!(
        told.contains("tests/conformance.rs"),
        "the place is that of the test: {told}"
    );
    assert!(!told.contains("a warning"), "{told}");
}

#[test]
fn every_option_is_passed_on() {
    let told = ending("1", || {
        Conformance::of([Path::new("./service")])
            .only("framing")
            .only("RPC-012")
            .skip("fuzz")
            .allow_effects()
            .execute("greet", &json!({"name": "Ö"}))
            .assert();
    });
    let words = [
        [
            "check", "--only", "framing", "--only", "RPC-012", "--skip", "fuzz",
        ]
        .as_slice(),
        &[
            "--allow-effects",
            "--execute",
            "greet={\"name\":\"Ö\"}",
            "--",
            "./service",
        ],
    ];
    let asked = format!("[{}]", words.concat().join("]\n["));
    assert!(told.contains(&asked), "{told}");
}

#[test]
fn a_wrong_use_is_told_with_all_that_was_said() {
    let told = ending("2", || assert_conforms(["./service"]));
    assert!(
        told.contains("was used wrong (usage):\nthe report\n"),
        "{told}"
    );
    assert!(told.contains("a warning"), "{told}");
}

#[test]
fn a_run_that_verified_nothing_is_no_pass() {
    let told = ending("3", || assert_conforms(["./service"]));
    assert!(
        told.contains("could verify nothing:\nthe report\n"),
        "{told}"
    );
}

#[test]
fn an_end_of_any_other_kind_is_no_pass() {
    let told = ending("9", || assert_conforms(["./service"]));
    assert!(
        told.contains("ended with exit status: 9:\nthe report\n"),
        "{told}"
    );
}

#[test]
fn without_a_name_in_the_environment_the_suite_is_the_one_in_path() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(suite(), folder.path().join("amplifier-conformance")).unwrap();
    let environment = [
        ("PATH", folder.path().to_str().unwrap()),
        ("SUITE_ENDS", "1"),
        (OVERRIDE, ""),
    ];
    let told = with_environment(&environment, || assert_conforms(["./service"]));
    assert!(told.contains("the report"), "{told}");
}

#[test]
fn a_suite_that_is_missing_says_how_to_install_it() {
    let told = with_environment(&[("PATH", "")], || assert_conforms(["./service"]));
    assert!(
        told.contains("'amplifier-conformance'") && told.contains(HINT),
        "{told}"
    );
}

#[test]
fn a_suite_that_the_environment_names_in_vain_is_missing_too() {
    let told = with_environment(&[(OVERRIDE, "/nowhere/suite")], || {
        assert_conforms(["./service"]);
    });
    assert!(
        told.contains("'/nowhere/suite'") && told.contains(HINT),
        "{told}"
    );
}
