package shellguard

import (
	"strings"
	"testing"
)

func TestDangerousCommandsAreFound(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]Rule{
		// recursive removal of / or ~, in any flag order and spelling
		"rm -rf /":                             RecursiveRemoval,
		"rm -fr /":                             RecursiveRemoval,
		"rm -r -f /":                           RecursiveRemoval,
		"rm / -rf":                             RecursiveRemoval,
		"rm -v --recursive --force /":          RecursiveRemoval,
		"rm --rec /":                           RecursiveRemoval,
		"rm -R -- /":                           RecursiveRemoval,
		"rm -rf --no-preserve-root /":          RecursiveRemoval,
		"rm -rf /*":                            RecursiveRemoval,
		"rm -rf /.*":                           RecursiveRemoval,
		"rm -rf //":                            RecursiveRemoval,
		"rm -rf /usr/..":                       RecursiveRemoval,
		"rm -rf ~":                             RecursiveRemoval,
		"rm -rf ~/":                            RecursiveRemoval,
		"rm -rf ~/*":                           RecursiveRemoval,
		"rm -rf ~root":                         RecursiveRemoval,
		`rm -rf "$HOME"`:                       RecursiveRemoval,
		`rm -rf ${HOME}/.`:                     RecursiveRemoval,
		"rm -rf $HOME/{*,.*}":                  RecursiveRemoval,
		"rm -rf build / src":                   RecursiveRemoval,
		"/bin/rm -rf /":                        RecursiveRemoval,
		`\rm -rf /`:                            RecursiveRemoval,
		`r"m" -'rf' "/"`:                       RecursiveRemoval,
		"x=/; rm -rf $x":                       RecursiveRemoval,
		"export DIR=; rm -rf $DIR/":            RecursiveRemoval,
		"for d in /tmp/a /; do rm -r $d; done": RecursiveRemoval,
		"cd / && rm -rf *":                     RecursiveRemoval,
		"cd; rm -rf .":                         RecursiveRemoval,
		"find / -delete":                       RecursiveRemoval,
		"find / -type f -exec rm -rf {} +":     RecursiveRemoval,
		// reached through other things
		"true && (ls; { rm -rf /; })":              RecursiveRemoval,
		"if true; then rm -rf /; fi":               RecursiveRemoval,
		"while :; do rm -rf /; done":               RecursiveRemoval,
		"case x in x) rm -rf / ;; esac":            RecursiveRemoval,
		"echo $(rm -rf /)":                         RecursiveRemoval,
		"echo `rm -rf /`":                          RecursiveRemoval,
		`echo "a $(rm -rf /) b"`:                   RecursiveRemoval,
		"cat <(rm -rf /)":                          RecursiveRemoval,
		"x=$(rm -rf /)":                            RecursiveRemoval,
		"x[$(rm -rf /)]=1":                         RecursiveRemoval,
		"x=($(rm -rf /))":                          RecursiveRemoval,
		"! rm -rf / &":                             RecursiveRemoval,
		"time rm -rf /":                            RecursiveRemoval,
		"env -i A=1 rm -rf /":                      RecursiveRemoval,
		"env -u HOME rm -rf /":                     RecursiveRemoval,
		"env -S 'rm -rf /'":                        RecursiveRemoval,
		"nohup nice -n 5 timeout -k 1 10 rm -rf /": RecursiveRemoval,
		"command rm -rf /":                         RecursiveRemoval,
		"exec rm -rf /":                            RecursiveRemoval,
		"echo / | xargs rm -rf":                    RecursiveRemoval,
		"xargs -n 1 rm -rf / < list":               RecursiveRemoval,
		"sh -c 'rm -rf /'":                         RecursiveRemoval,
		`bash -lc "cd /tmp; rm -rf /"`:             RecursiveRemoval,
		"bash -euo pipefail -c 'rm -rf /'":         RecursiveRemoval,
		`bash -c "bash -c 'rm -rf /'"`:             RecursiveRemoval,
		"echo 'rm -rf /' | sh":                     RecursiveRemoval,
		"bash <<< 'rm -rf /'":                      RecursiveRemoval,
		"sh <<EOF\nrm -rf /\nEOF":                  RecursiveRemoval,
		"eval 'rm -rf' /":                          RecursiveRemoval,
		"trap 'rm -rf /' EXIT":                     RecursiveRemoval,
		"f() { rm -rf /; }; f":                     RecursiveRemoval,
		"busybox rm -rf /":                         RecursiveRemoval,
		"rm -rf $(echo /)":                         RecursiveRemoval,
		// the other rules
		"sudo ls":                               Privilege,
		"/usr/bin/sudo -n ls":                   Privilege,
		`s"u"do ls`:                             Privilege,
		"ls; su - root":                         Privilege,
		"doas ls":                               Privilege,
		"passwd root":                           Password,
		"dd if=image of=/dev/sda":               RawDevice,
		"dd of=/dev/nvme0n1 if=image bs=4M":     RawDevice,
		"dd if=/dev/zero of=file":               RawDevice,
		"dd if=/dev/urandom of=file":            RawDevice,
		"mkfs /dev/sdb":                         Format,
		"/sbin/mkfs.ext4 -F disk":               Format,
		"echo x > /dev/sda":                     DeviceRedirect,
		"echo x >> /dev/../dev/sda":             DeviceRedirect,
		"echo x &> /dev/mem":                    DeviceRedirect,
		"echo x >| /dev/sda":                    DeviceRedirect,
		"echo x | tee /dev/sda":                 DeviceRedirect,
		"chmod 777 /":                           RootPermissions,
		"chmod -R 0777 /*":                      RootPermissions,
		"chmod a+rwx /":                         RootPermissions,
		"chown -R me:me /":                      RootPermissions,
		"chown me --recursive /":                RootPermissions,
		":(){ :|:& };:":                         ForkBomb,
		"bomb() { bomb | bomb & }; bomb":        ForkBomb,
		"function f { f & f; }; f":              ForkBomb,
		"echo 'unfinished":                      Unreadable,
		"sh -c 'if'":                            Unreadable,
		strings.Repeat("(", 1<<20):              Unreadable,
		strings.Repeat("$(", 60<<10):            Unreadable,
		strings.Repeat("eval ", 100) + "'true'": Unreadable,
	} {
		got, ok := Check(script, Strict)
		if !ok || got.Rule != want {
			t.Errorf("%s\n\tgot %q, want %s", shorten(script), got, want)
		}
	}
}

func TestHarmlessCommandsPass(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		"",
		"# rm -rf /",
		"ls -la / ~",
		"rm -rf build node_modules ./dist",
		"rm -rf /tmp/work/*",
		"rm -rf ~/.cache/thing",
		`rm -rf "$BUILD_DIR"/out`,
		"rm -rf $TMPDIR/",
		"rm /tmp/file",
		"rm -f /",
		"cd /tmp && rm -rf *",
		"cd ~/project; rm -rf .",
		"(cd /; ls); rm -rf build",
		"echo 'rm -rf /'",
		`echo "sudo rm -rf / is bad"`,
		"grep -r 'sudo' .",
		"git commit -m 'do not rm -rf /'",
		"cat <<'EOF'\nrm -rf /\nEOF",
		"echo rm -rf / > notes.txt",
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
		"xargs -0 rm -f < list",
		"env FOO=bar make test",
		"bash -c 'ls -la'; sh build.sh; python -c 'import os'",
		"echo {1..1000000000}",
		"echo {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}",
		"sum=$((1 + $x)); echo ${arr[@]} ${#arr[*]} ${x//a/b} $# $@ $?",
		"[[ -f /etc/passwd && $x =~ ^a ]] && cat /etc/passwd",
		"a=xxxxxxxx;" + strings.Repeat("a=$a$a;", 60) + "echo $a",
		"su_count=3; echo $su_count; ./sudoku",
	} {
		if found, ok := Check(script, Strict); ok {
			t.Errorf("%s\n\tgot %s", shorten(script), found)
		}
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		script  string
		profile Profile
		want    Rule
	}{
		{"sudo ls", Permissive, ""},
		{"sudo rm -rf /", Permissive, RecursiveRemoval},
		{"su -c 'rm -rf /' root", Permissive, RecursiveRemoval},
		{"dd if=/dev/zero of=/dev/sda; :(){ :|:& };:", Permissive, ForkBomb},
		{"rm -rf /", Unrestricted, ""},
	} {
		if got, _ := Check(c.script, c.profile); got.Rule != c.want {
			t.Errorf("%s under %s: got %q, want %q", c.script, c.profile, got.Rule, c.want)
		}
	}
}

func TestAFindingSaysWhatItFound(t *testing.T) {
	t.Parallel()
	got, _ := Check("ls; env rm -rf $HOME/*", Strict)
	want := "recursive_removal: `rm -rf ~/*` removes everything in ~"
	if got.String() != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzCheck(f *testing.F) {
	for _, script := range []string{"rm -rf /", ":(){ :|:& };:", "a=$(b) c <<E\nx\nE", "for i in {1..3}; do :; done", "${a:=b} $((1/0)) ${!x}"} {
		f.Add(script)
	}
	f.Fuzz(func(_ *testing.T, script string) { Check(script, Strict) })
}
