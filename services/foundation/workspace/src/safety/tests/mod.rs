//! What is judged is not run here: these scripts must never be.

mod policy;

use super::{Place, Policy, Profile, Rule};
use std::path::Path;

fn found(script: &str, profile: Profile, allow: &[&str], block: &[&str]) -> Option<(Rule, String)> {
    let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let policy = Policy::new(profile, &owned(allow), &owned(block)).unwrap();
    let place = Place {
        cwd: Path::new("/work/project"),
        home: Path::new("/home/me"),
    };
    let verdict = policy.judge(script, place, |_| Err("syntax error".into()));
    verdict.err().map(|finding| (finding.rule, finding.command))
}

fn strict(script: &str) -> Option<Rule> {
    found(script, Profile::Strict, &[], &[]).map(|(rule, _)| rule)
}

fn all_are(rule: Rule, scripts: &[&str]) {
    let missed: Vec<_> = scripts
        .iter()
        .map(|script| (script, strict(script)))
        .filter(|(_, got)| *got != Some(rule))
        .collect();
    assert!(missed.is_empty(), "not {rule:?}: {missed:#?}");
}

#[test]
fn removals_of_everything_are_found_in_any_spelling() {
    all_are(
        Rule::RecursiveRemoval,
        &[
            "rm -rf /",
            "rm -fr /",
            "rm -r -f /",
            "rm / -rf",
            "rm -v --recursive --force /",
            "rm --rec /",
            "rm -R -- /",
            "rm -rf --no-preserve-root /",
            "rm -rf /*",
            "rm -rf /.*",
            "rm -rf //",
            "rm -rf /usr/..",
            "rm -rf ~",
            "rm -rf ~/",
            "rm -rf ~/*",
            "rm -rf ~root",
            "rm -rf /home",
            r#"rm -rf "$HOME""#,
            "rm -rf ${HOME}/.",
            "rm -rf ${HOME:-/}",
            "rm -rf $HOME/{*,.*}",
            "rm -rf build / src",
            "rm -rf ../..",
            "/bin/rm -rf /",
            r"\rm -rf /",
            r#"r"m" -'rf' "/""#,
            r"rm -rf $'\x2f'",
            "x=/; rm -rf $x",
            "x='-rf /'; rm $x",
            "export DIR=; rm -rf $DIR/",
            "for d in /tmp/a /; do rm -r $d; done",
            "cd / && rm -rf *",
            "cd; rm -rf .",
            "cd ../..; rm -rf *",
            "find / -delete",
            "find / -type f -exec rm -rf {} +",
        ],
    );
}

#[test]
fn removals_are_found_wherever_they_hide() {
    all_are(
        Rule::RecursiveRemoval,
        &[
            "true && (ls; { rm -rf /; })",
            "if true; then rm -rf /; fi",
            "while :; do rm -rf /; done",
            "case x in x) rm -rf / ;; esac",
            "echo $(rm -rf /)",
            "echo `rm -rf /`",
            r#"echo "a $(rm -rf /) b""#,
            "cat <(rm -rf /)",
            "x=$(rm -rf /)",
            "! rm -rf / &",
            "time rm -rf /",
            "coproc rm -rf /",
            "env -i A=1 rm -rf /",
            "env -u HOME rm -rf /",
            "env -S 'rm -rf /'",
            "nohup nice -n 5 timeout -k 1 10 rm -rf /",
            "command rm -rf /",
            "exec rm -rf /",
            "echo / | xargs rm -rf",
            "xargs -n 1 rm -rf / < list",
            "sh -c 'rm -rf /'",
            r#"bash -lc "cd /tmp; rm -rf /""#,
            "bash -euo pipefail -c 'rm -rf /'",
            r#"bash -c "bash -c 'rm -rf /'""#,
            "echo 'rm -rf /' | sh",
            "bash <<< 'rm -rf /'",
            "sh <<EOF\nrm -rf /\nEOF",
            "sh <<'EOF'\nrm -rf /\nEOF",
            "cat <<EOF\n$(rm -rf /)\nEOF",
            "cat <<EOF | sh\nrm -rf /\nEOF",
            "cat <<'EOF' | bash -s > log\nrm -rf /\nEOF",
            "echo 'rm -rf /' 2>/dev/null | sh",
            "eval 'rm -rf' /",
            "trap 'rm -rf /' EXIT",
            "f() { rm -rf /; }; f",
            "busybox rm -rf /",
            "rm -rf $(echo /)",
            "A=1 B=2 rm -rf / > /dev/null 2>&1",
            "ls | while read x; do rm -rf /; done",
            "((1)) && rm -rf /",
            "[[ -d x ]] || rm -rf /",
        ],
    );
}

#[test]
fn every_other_rule_is_kept() {
    let cases: [(Rule, &[&str]); 7] = [
        (
            Rule::Privilege,
            &[
                "sudo ls",
                "/usr/bin/sudo -n ls",
                r#"s"u"do ls"#,
                "ls; su - root",
                "doas ls",
            ],
        ),
        (Rule::Password, &["passwd root", "echo a:b | chpasswd"]),
        (
            Rule::RawDevice,
            &[
                "dd if=image of=/dev/sda",
                "dd of=/dev/nvme0n1 if=image bs=4M",
                "dd if=/dev/zero of=file",
                "dd if=/dev/urandom of=file",
            ],
        ),
        (Rule::Format, &["mkfs /dev/sdb", "/sbin/mkfs.ext4 -F disk"]),
        (
            Rule::DeviceRedirect,
            &[
                "echo x > /dev/sda",
                "echo x >> /dev/../dev/sda",
                "echo x &> /dev/mem",
                "echo x >| /dev/sda",
                "echo x | tee /dev/sda",
                "(ls) > /dev/sda",
                "> /dev/sda",
            ],
        ),
        (
            Rule::RootPermissions,
            &[
                "chmod 777 /",
                "chmod -R 0777 /*",
                "chmod a+rwx /",
                "chown -R me:me /",
                "chown me --recursive /",
            ],
        ),
        (
            Rule::ForkBomb,
            &[
                ":(){ :|:& };:",
                "bomb() { bomb | bomb & }; bomb",
                "function f { f & f; }; f",
                "f() { (f) & (f) & }; f",
            ],
        ),
    ];
    for (rule, scripts) in cases {
        all_are(rule, scripts);
    }
}

#[test]
fn what_cannot_be_read_is_not_run() {
    let nested = "$(".repeat(60 << 10);
    let evals = "eval ".repeat(100) + "'true'";
    let long = " ".repeat(129 << 10);
    let deep = "(".repeat(200) + "ls" + &")".repeat(200);
    all_are(
        Rule::Unreadable,
        &[
            "echo 'unfinished",
            "sh -c 'if'",
            &nested,
            &evals,
            &long,
            &deep,
        ],
    );
}

#[test]
fn harmless_commands_pass() {
    let long = format!("a=xxxxxxxx;{}echo $a", "a=$a$a;".repeat(60));
    let braces = format!("echo {}", "{a,b}".repeat(22));
    let scripts = [
        "",
        "# rm -rf /",
        "ls -la / ~",
        "rm -rf build node_modules ./dist",
        "rm -rf *",
        "rm -rf /tmp/work/*",
        "rm -rf ~/.cache/thing",
        r#"rm -rf "$BUILD_DIR"/out"#,
        "rm -rf $TMPDIR/",
        "rm /tmp/file",
        "rm -f /",
        "cd /tmp && rm -rf *",
        "cd ~/project; rm -rf .",
        "(cd /; ls); rm -rf build",
        "echo 'rm -rf /'",
        r#"echo "sudo rm -rf / is bad""#,
        "grep -r 'sudo' .",
        "git commit -m 'do not rm -rf /'",
        "cat <<'EOF'\nrm -rf /\n$(rm -rf /)\nEOF",
        "echo rm -rf / > notes.txt",
        "cat <<EOF | grep x\nrm -rf /\nEOF",
        "python3 - <<EOF | sh\nif x: print('ls')\nEOF",
        "make > /dev/null 2>&1",
        "echo x > /dev/stderr; echo y >/dev/tty 2>/dev/stdout >/dev/fd/3",
        "cat < /dev/urandom | head -c 8",
        "dd if=a of=b bs=1M",
        "chmod 777 ./file; chmod -R u+w build; chown -R me src",
        "find . -name '*.pyc' -delete",
        "find / -name core -delete",
        "find / -maxdepth 1",
        "for f in *.go; do gofmt -l $f; done",
        "f() { ls | grep x & }; f",
        "walk() { for d in */; do walk $d; done; }",
        "walk() { ls $1 | while read d; do walk $d; done; }; walk .",
        "xargs -0 rm -f < list",
        "env FOO=bar make test",
        "bash -c 'ls -la'; sh build.sh; python -c 'import os'",
        "echo {1..1000000000}",
        "sum=$((1 + $x)); echo ${arr[@]} ${#arr[*]} ${x//a/b} $# $@ $?",
        "[[ -f /etc/passwd && $x =~ ^a ]] && cat /etc/passwd",
        "su_count=3; echo $su_count; ./sudoku",
        &long,
        &braces,
    ];
    let refused: Vec<_> = scripts
        .iter()
        .filter_map(|script| Some((script, found(script, Profile::Strict, &[], &[])?)))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}
