#!/usr/bin/perl
# A whole service without an SDK: one tool, `rot13`. Ids such as FRM-009 are sentences of ../../spec.
use strict; use warnings; use B; use Encode; use IO::Handle; use JSON::PP;
my ($LIMIT, $json) = (1 << 20, JSON::PP->new->max_depth(128));  # bytes of a line (FRM-015); nesting (FRM-019)
my ($in, $out, $head, $ready, $eof) = ('', '', '', 0, 0);       # $head: of a line that is too long; $ready: -1 refused, 1 yes
my %code = (parse_error => -32700, invalid_request => -32600, method_not_found => -32601, invalid_params => -32602, deadline_exceeded => -32001,
    not_found => -32004, message_too_large => -32006, not_ready => -32007, unsupported_version => -32008);
my $tool = { name => 'rot13', description => 'Rotate the letters of a text by 13 places.', annotations => { read_only => JSON::PP::true },
    input_schema => { type => 'object', properties => { text => { type => 'string' } }, required => ['text'] } };
sub fail { my ($kind, $message, %data) = @_; die { code => $code{$kind}, message => $message, data => { kind => $kind, %data } } }
sub misfit { fail('invalid_params', 'The params do not fit.', errors => [map { { path => $_, message => m{^/config/(?!rot13)} ? 'There is no such component; did you mean rot13?' : 'This has another type.' } } @_]) if @_ }
sub is_text { defined $_[0] && !ref $_[0] && B::svref_2object(\$_[0])->FLAGS & B::SVf_POK }   # a string, and no number
sub say_it { $out .= qq({"jsonrpc":"2.0","id":$_[0],) . encode('UTF-8', substr $json->encode($_[1]), 1) . "\n" }
sub id_of {                                                     # the last legal id before params, as it is spelt (FRM-009)
    my ($start) = $_[0] =~ /^\s*(\{.*?)(?:"params"\s*:|$)/s or return 'null';
    my @ids = $start =~ /"id"\s*:\s*("(?:[^"\\]|\\.)*"|[^",}\s]+)/g;
    return @ids && $ids[-1] =~ /^(?:".*"|-?\d+)$/s ? $ids[-1] : 'null';
}
my %method = (ping => sub { {} }, describe => sub {
    my $versions = $_[0]{protocol_versions} // [];
    misfit('/protocol_versions') if ref $versions ne 'ARRAY';
    fail('unsupported_version', 'This service speaks 1.0.', supported => ['1.0']) if @$versions && !grep { $_ eq '1.0' } @$versions;
    $ready ||= 1;
    return { protocol_version => '1.0', name => 'rot13', version => '1.0.0', limits => { max_message_bytes => $LIMIT }, capabilities => { tools => [$tool] } };
}, configure => sub {                                           # LIF-023, LIF-033, LIF-036
    my $config = $_[0]{config};
    my @faults = ref $config ne 'HASH' ? '/config' : map { "/config/$_" } grep { $_ ne 'rot13' || ref $config->{$_} ne 'HASH' } keys %$config;
    $ready = @faults ? -1 : 1;
    misfit(@faults);
    return { status => 'ok' };
}, 'tool.execute' => sub {
    my ($name, $input) = @{ $_[0] }{qw(name input)};
    misfit('/name') if !is_text($name);
    fail('not_found', "There is no tool $name.", what => 'tool', name => $name, did_you_mean => 'rot13') if $name ne 'rot13';
    misfit(ref $input ne 'HASH' ? '/input' : is_text($input->{text}) ? () : '/input/text');
    return { output => $input->{text} =~ tr/A-Za-z/N-ZA-Mn-za-m/r };
});
sub answer {                                                    # one line, without its LF
    my ($line, $m) = ($_[0], undef);
    return if $line =~ /^[ \t\r]*$/;
    eval { $m = $json->decode(decode('UTF-8', $line, Encode::FB_CROAK | Encode::LEAVE_SRC)) };
    my $wrong = !$@ ? '' : $@ =~ /nesting/ ? 'invalid_request' : 'parse_error';
    return if $wrong && id_of($line) ne 'null' && $line =~ /^[^{]*\{[^{]*"(?:result|error)"\s*:/;                 # FRM-010
    return if ref $m eq 'HASH' && (exists $m->{result} || exists $m->{error} || exists $m->{method} && !exists $m->{id});
    my $legal = ref $m eq 'HASH' && is_text($m->{jsonrpc}) && $m->{jsonrpc} eq '2.0' && is_text($m->{method}) && ref($m->{params} // ($m->{params} = exists $m->{params} ? 0 : {})) eq 'HASH'
        && (is_text($m->{id}) || defined $m->{id} && !ref $m->{id} && $m->{id} =~ /^-?\d+$/);
    my $result = eval {
        fail($wrong || 'invalid_request', 'The line is no message of the protocol.') if !$legal;
        my ($name, $params, $left) = ($m->{method}, $m->{params}, ref $m->{params}{_meta} eq 'HASH' ? $m->{params}{_meta}{deadline_ms} : undef);
        fail('not_ready', $ready ? 'The last configure was refused.' : 'Ask describe first.') if $name !~ /^(?:ping|describe)$/ && $ready < 1 && !($ready && $name eq 'configure');
        fail('method_not_found', "There is no method $name.") if !$method{$name};
        fail('deadline_exceeded', 'The deadline has passed.') if defined $left && !ref $left && !is_text($left) && $left <= 0;   # RPC-026
        $method{$name}->($params);
    };
    say_it(!$legal ? id_of($line) : is_text($m->{id}) ? encode('UTF-8', $json->encode($m->{id})) : $m->{id}, $@ ? { error => $@ } : { result => $result });
}
sub too_long {                                                  # judged by its first 4096 bytes alone (FRM-036, FRM-037)
    my $id = id_of($_[0]);
    return if $_[0] =~ /"(?:result|error)"\s*:/ || $id eq 'null' && $_[0] =~ /"method"\s*:/;
    eval { fail('message_too_large', 'The line is too long.', limit => $LIMIT) } or say_it($id, { error => $@ });
}
$SIG{TERM} = sub { exit 0 };                                    # LIF-072
STDOUT->blocking(0);                                            # it reads on while nobody reads its answers (RPC-017)
until ($eof && $out eq '') {
    vec(my $r = '', 0, 1) = !$eof; vec(my $w = '', 1, 1) = $out ne '';
    next if select($r, $w, undef, undef) < 0;
    substr($out, 0, syswrite(STDOUT, $out) // 0) = '' if vec $w, 1, 1;
    next if !vec $r, 0, 1;
    $eof = !sysread STDIN, $in, 1 << 16, length $in;
    while ((my $end = index $in, "\n") >= 0) {
        my $line = substr $in, 0, $end + 1, ''; chop $line;
        $head .= substr $line, 0, 4096 if $head || length $line > $LIMIT;
        $head ? too_long($head) : answer($line); $head = '';
    }
    ($head, $in) = ($head || substr($in, 0, 4096), '') if length $in > $LIMIT;                                    # FRM-017
}
