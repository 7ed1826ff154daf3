# A service as strangers write them: no SDK, no JSON library; it is odd in the way HOW that its first argument names.
# It offers the tool `act-HOW`.
use strict;
use warnings;

my $how = shift;
$| = 1;
binmode STDIN;
binmode STDOUT;
my $describe = '{"protocol_version":"1.0","name":"stranger","version":"1.0.0","capabilities":'
  . '{"tools":[{"name":"' . "act-$how" . '","description":"Acts.","input_schema":{"type":"object"}}]}}';
my %results = (describe => $describe, configure => '{"status":"ok"}', 'tool.execute' => '{"success":true,"output":"acted"}');
my $end = $how eq 'crlf' ? "\r\n" : "\n";

sub stay { sleep 3600 while 1 }
sub say_line { print STDOUT shift, $end }

# What is said before the first answer.
my %before = (
    'banner'        => "Loading the model...\n\nReady!\n",
    'not-json-rpc'  => qq({"hello":"world"}\n["a","list"]\n42\n"text"\nnull\n{}\n),
    'half-a-line'   => '{"jsonrpc":"2.0","id":"h-1","res',
    'spaces'        => "   \n\t\n\r\n\n",
    'unknown-ids'   => qq({"jsonrpc":"2.0","id":"nobody","result":{}}\n{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"x"}}\n),
    'thousands'     => join('', map { qq({"jsonrpc":"2.0","id":"h-$_","result":{}}\n) } 1000 .. 6000),
    'notifies'      => qq({"jsonrpc":"2.0","method":"window/logMessage","params":{"x":1}}\n) x 5000,
    'asks-early'    => qq({"jsonrpc":"2.0","id":1,"method":"state.get","params":{"key":"a"}}\n),
    'odd-requests'  => qq({"jsonrpc":"2.0","id":null,"method":"ping"}\n{"jsonrpc":"2.0","id":2,"method":"ping","params":[]}\n)
      . qq({"jsonrpc":"1.0","id":3,"method":"ping"}\n{"id":4,"method":"ping"}\n),
    'nul-bytes'     => "\0\0\0\n",
    'latin-1'       => "caf\xe9\n",
);
print STDOUT $before{$how} if exists $before{$how};
stay() if $how eq 'half-a-line';
if ($how eq 'stderr-no-newline') { print STDERR 'x' x 1_000_000 for 1 .. 10 }
if ($how eq 'stderr-odd') { print STDERR "\xff\xfe\0 \e[2J caf\xe9\n"; }
if ($how eq 'last-words') { print STDERR "\e[2J\e]0;owned\a it \xff broke\n"; exit 5 }
if ($how eq 'exits-well') { exit 0 }
if ($how eq 'stops-itself') { kill 'STOP', $$ }
if ($how eq 'daemon' and my $child = fork) {
    print STDERR "my child is $child\n";
    exit 0;
}
if ($how eq 'ignores-term') { $SIG{TERM} = 'IGNORE' }

my $lines = 0;
while (my $line = <STDIN>) {
    next unless $line =~ /"id":("[^"]*"|\d+)/;
    my $id = $1;
    next unless $line =~ /"method":"([^"]*)"/;
    my $method = $1;
    my $result = exists $results{$method} ? $results{$method} : '{}';
    my $answer = qq({"jsonrpc":"2.0","id":$id,"result":$result});
    $answer = "\xef\xbb\xbf$answer" if $how eq 'bom' and !$lines;
    $lines++;
    if ($method eq 'describe') {
        my %odd = (
            'describes-a-number' => qq({"jsonrpc":"2.0","id":$id,"result":7}),
            'describes-a-list'   => qq({"jsonrpc":"2.0","id":$id,"result":[]}),
            'describes-null'     => qq({"jsonrpc":"2.0","id":$id,"result":null}),
            'refuses-oddly'      => qq({"jsonrpc":"2.0","id":$id,"error":"no"}),
            'answers-both'       => qq({"jsonrpc":"2.0","id":$id,"result":$describe,"error":{"code":1,"message":"x"}}),
            'answers-neither'    => qq({"jsonrpc":"2.0","id":$id}),
            'no-version-of-rpc'  => qq({"id":$id,"result":$describe}),
            'strange-names'      => qq({"jsonrpc":"2.0","id":$id,"result":{"protocol_version":"1.0","name":"stranger","version":"1.0.0",)
              . qq("capabilities":{"tools":[{"name":"rm -rf \\u001b[2J","description":"x","input_schema":{}}]}}}),
        );
        $answer = $odd{$how} if exists $odd{$how};
    }
    if ($method eq 'tool.execute') {
        my %odd = (
            'deep'          => qq({"jsonrpc":"2.0","id":$id,"result":{"success":true,"output":) . '[' x 1000 . ']' x 1000 . '}}',
            'nan'           => qq({"jsonrpc":"2.0","id":$id,"result":{"success":true,"output":NaN}}),
            'surrogate'     => qq({"jsonrpc":"2.0","id":$id,"result":{"success":true,"output":"\\ud800"}}),
            'huge-number'   => qq({"jsonrpc":"2.0","id":$id,"result":{"success":true,"output":1e999}}),
            'two-ids'       => qq({"jsonrpc":"2.0","id":$id,"id":"other","result":{"success":true,"output":1}}),
            'no-result-object' => qq({"jsonrpc":"2.0","id":$id,"result":"done"}),
            'error-text'    => qq({"jsonrpc":"2.0","id":$id,"error":"it broke"}),
            'error-no-code' => qq({"jsonrpc":"2.0","id":$id,"error":{"message":"it broke"}}),
            'error-text-code' => qq({"jsonrpc":"2.0","id":$id,"error":{"code":"E1","message":"it broke"}}),
        );
        $answer = $odd{$how} if exists $odd{$how};
        if ($how eq 'closes-stdin') { close STDIN; say_line($answer); stay() }
        if ($how eq 'closes-all') { close STDIN; close STDOUT; close STDERR; stay() }
        if ($how eq 'half-an-answer') { print STDOUT substr($answer, 0, 20); stay() }
        if ($how eq 'half-an-answer-and-ends') { print STDOUT substr($answer, 0, 20); exit 0 }
    }
    say_line($answer);
    say_line($answer) if $how eq 'twice';
}
stay() if $how eq 'ignores-term';
