//! How a service is served: over stdio, or over HTTP when it is told to.

use crate::components::still_blocking;
use crate::error::Result;
use crate::service::{Service, StartError, run};
use crate::stdio;

impl Service {
    /// Serves over stdio until EOF or SIGTERM; with the feature `http` also over HTTP until SIGTERM, when the command line
    /// says `--http ADDRESS`, or `AMPLIFIER_TRANSPORT` is `http` and `AMPLIFIER_HTTP_ADDRESS` an address (127.0.0.1:8080).
    ///
    /// File descriptors 0 and 1 are taken: from now on 0 is `/dev/null` and 1 is stderr, so that neither a `println!` nor
    /// a child process can touch the wire. A handler that will not end within the grace time is left behind, and the
    /// process exits with 0.
    pub async fn serve(self) -> Result<()> {
        let variable = |name: &str| std::env::var(name).ok();
        let service = self.only(variable("AMPLIFIER_COMPONENTS").as_deref())?;
        match address(std::env::args(), variable) {
            Ok(None) => over_stdio(service).await?,
            Ok(Some(address)) => over_http(service, &address).await?,
            Err(fault) => return Err(cannot_start(&service, fault).into()),
        }
        if still_blocking() {
            std::process::exit(0);
        }
        Ok(())
    }
}

async fn over_stdio(service: Service) -> Result<()> {
    let (reader, writer) = stdio::take()?;
    let stop = stdio::terminated()?;
    run(service, reader, writer, stop).await
}

#[cfg(feature = "http")]
async fn over_http(service: Service, address: &str) -> Result<()> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let given = crate::http::Given {
        address: address.into(),
        token: variable("AMPLIFIER_HTTP_TOKEN"),
        config: variable("AMPLIFIER_CONFIG"),
    };
    let output = stdio::take_output()?;
    let stop = stdio::terminated()?;
    crate::http::serve(service, given, output, stop).await
}

#[cfg(not(feature = "http"))]
#[allow(clippy::unused_async, reason = "it stands for the one that serves")]
async fn over_http(service: Service, _address: &str) -> Result<()> {
    let fault = "it is built without HTTP: enable the feature `http` of the crate amplifier-ipc";
    Err(cannot_start(&service, fault.into()).into())
}

fn cannot_start(service: &Service, fault: String) -> StartError {
    StartError {
        service: service.name.clone(),
        faults: vec![fault],
    }
}

/// The address to listen at; `None`: stdio (HTP-070). The command line counts before the environment.
fn address(
    arguments: impl Iterator<Item = String>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<String>, String> {
    let mut arguments =
        arguments.skip_while(|word| word != "--http" && !word.starts_with("--http="));
    if let Some(word) = arguments.next() {
        let given = word.strip_prefix("--http=").map(Into::into);
        let given = given.or_else(|| arguments.next());
        return given
            .map(Some)
            .ok_or_else(|| "--http needs an address, such as 127.0.0.1:8080".into());
    }
    match variable("AMPLIFIER_TRANSPORT").as_deref() {
        None | Some("" | "stdio") => Ok(None),
        Some("http") => {
            let given = variable("AMPLIFIER_HTTP_ADDRESS").filter(|given| !given.is_empty());
            Ok(Some(given.unwrap_or_else(|| "127.0.0.1:8080".into())))
        }
        Some(other) => Err(format!(
            "AMPLIFIER_TRANSPORT is '{other}', neither 'stdio' nor 'http'"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    fn given(
        arguments: &[&str],
        transport: Option<&str>,
        at: Option<&str>,
    ) -> Result<Option<String>, String> {
        let words = std::iter::once("service").chain(arguments.iter().copied());
        address(words.map(Into::into), |name| match name {
            "AMPLIFIER_TRANSPORT" => transport.map(Into::into),
            _ => at.map(Into::into),
        })
    }

    #[test]
    fn stdio_is_what_nobody_asks_for() {
        assert_eq!(given(&[], None, Some(":1")), Ok(None));
        assert_eq!(given(&["-v"], Some("stdio"), None), Ok(None));
        assert_eq!(given(&[], Some(""), None), Ok(None));
    }

    #[test]
    fn the_command_line_counts_before_the_environment() {
        assert_eq!(
            given(&["-v", "--http", ":0"], None, None),
            Ok(Some(":0".into()))
        );
        assert_eq!(
            given(&["--http=:0"], Some("http"), Some(":1")),
            Ok(Some(":0".into()))
        );
        assert_eq!(given(&[], Some("http"), Some(":1")), Ok(Some(":1".into())));
        assert_eq!(
            given(&[], Some("http"), None),
            Ok(Some("127.0.0.1:8080".into()))
        );
    }

    #[test]
    fn what_is_meant_is_not_guessed() {
        assert!(given(&["--http"], None, None).is_err());
        assert!(given(&[], Some("carrier pigeon"), None).is_err());
    }
}
