//! Where a service listens (HTP-070).

/// `host:port`, `:port` or `port` as host and port; an absent host is 127.0.0.1.
pub(super) fn parse(address: &str) -> Option<(String, u16)> {
    let (host, port) = address.rsplit_once(':').unwrap_or(("", address));
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?,
        None if host.contains(':') => return None,
        None if host.is_empty() => "127.0.0.1",
        None => host,
    };
    let decimal = port.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.parse().ok().filter(|_| decimal)?;
    Some((host.into(), port))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_address_is_a_host_and_a_port_or_a_port() {
        let local = |port| Some(("127.0.0.1".to_string(), port));
        assert_eq!(parse("8080"), local(8080));
        assert_eq!(parse(":0"), local(0));
        assert_eq!(parse("0.0.0.0:80"), Some(("0.0.0.0".into(), 80)));
        assert_eq!(parse("localhost:80"), Some(("localhost".into(), 80)));
        assert_eq!(parse("[::1]:80"), Some(("::1".into(), 80)));
    }

    #[test]
    fn anything_else_is_none() {
        for address in [
            "",
            "here",
            "here:",
            "::1:80",
            "[::1:80",
            "1.2.3.4:+80",
            ":65536",
            "http://x:1",
        ] {
            assert_eq!(parse(address), None, "{address}");
        }
    }
}
