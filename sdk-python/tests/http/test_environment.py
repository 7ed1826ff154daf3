"""What the command line and the environment say about serving."""

import pytest
from amplifier_ipc.http.environment import Address, address_of
from amplifier_ipc.transport import http_address


@pytest.mark.parametrize(
    ("text", "address", "url"),
    [
        ("8080", Address("127.0.0.1", 8080), "http://127.0.0.1:8080"),
        (":8080", Address("127.0.0.1", 8080), "http://127.0.0.1:8080"),
        ("0.0.0.0:80", Address("0.0.0.0", 80), "http://0.0.0.0:80"),
        ("localhost:0", Address("localhost", 0), "http://localhost:0"),
        ("[::1]:8080", Address("::1", 8080), "http://[::1]:8080"),
    ],
)
def test_addresses(text, address, url):
    assert address_of(text) == address
    assert address.url == url


@pytest.mark.parametrize(
    "text", ["", "localhost", "localhost:", "::1:80", "x:65536", "x:-1", "x:²"]
)
def test_what_is_no_address(text):
    with pytest.raises(ValueError, match="host:port, :port or port"):
        address_of(text)


@pytest.mark.parametrize(
    ("arguments", "environ", "address"),
    [
        ([], {}, None),
        ([], {"AMPLIFIER_TRANSPORT": "stdio"}, None),
        ([], {"AMPLIFIER_HTTP_ADDRESS": "80"}, None),
        ([], {"AMPLIFIER_TRANSPORT": "http"}, "127.0.0.1:8080"),
        ([], {"AMPLIFIER_TRANSPORT": "HTTP", "AMPLIFIER_HTTP_ADDRESS": ":80"}, ":80"),
        (["-v", "--http", "81"], {"AMPLIFIER_HTTP_ADDRESS": ":80"}, "81"),
        (["--http=81"], {"AMPLIFIER_TRANSPORT": "stdio"}, "81"),
    ],
)
def test_the_binding_is_chosen(arguments, environ, address):
    assert http_address(arguments, environ) == address
