//! The table of endpoints, as `schemas/methods.json` has it.

use super::escape::unescape;
use super::problems::Refusal;
use crate::error::RpcError;
use crate::generated::methods::{METHODS, Method};
use crate::wire::Object;

/// Whether an endpoint answers with a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Streams {
    /// Never.
    Never,
    /// If `Accept` asks for one.
    IfAccepted,
    /// Always.
    Always,
}

#[derive(Debug)]
enum Part {
    Word(&'static str),
    Member(&'static str),
    /// The rest of the path, slashes and all.
    Rest(&'static str),
}

#[derive(Debug)]
struct Route {
    verb: &'static str,
    method: &'static Method,
    parts: Vec<Part>,
    streams: Streams,
    /// `stream` of the params, where the path decides it.
    stream: Option<bool>,
}

/// The endpoints of a service.
#[derive(Debug)]
pub struct Routes(Vec<Route>);

/// An endpoint that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// The method that it is.
    pub method: &'static Method,
    /// Whether it answers with a stream.
    pub streams: Streams,
    /// The members of the params that the path names.
    pub members: Object,
    /// `stream` of the params, where the path decides it.
    pub(super) stream: Option<bool>,
}

impl Routes {
    /// The endpoints of the methods that a service answers.
    pub fn of(answers: impl Fn(&str) -> bool) -> Self {
        let methods = METHODS.iter().filter(|method| answers(method.name));
        Self(methods.flat_map(routes).collect())
    }

    /// The endpoint of a method and a path as it stands in the request (HTP-004, HTP-009, HTP-010).
    pub fn find(&self, verb: &str, path: &str) -> Result<Endpoint, Refusal> {
        let parts = path
            .strip_prefix('/')
            .map(|path| path.split('/').map(unescape));
        let parts: Option<Vec<String>> = parts.and_then(Iterator::collect);
        let at = |route: &'_ Route| Some((route.verb, route.endpoint(parts.as_deref()?)?));
        let found: Vec<(&str, Endpoint)> = self.0.iter().filter_map(at).collect();
        let mut allow: Vec<&'static str> = found.iter().map(|(verb, _)| *verb).collect();
        if let Some((_, endpoint)) = found.into_iter().find(|(known, _)| *known == verb) {
            return Ok(endpoint);
        }
        allow.sort_unstable();
        allow.dedup();
        Err(refused(verb, path, allow))
    }
}

fn refused(verb: &str, path: &str, allow: Vec<&'static str>) -> Refusal {
    let (status, message) = if allow.is_empty() {
        (404, format!("there is no endpoint {path} here"))
    } else {
        (
            405,
            format!("{path} takes {}, not {verb}", allow.join(", ")),
        )
    };
    Refusal {
        allow,
        ..Refusal::new(status, RpcError::new("method_not_found", message))
    }
}

/// One route, or two where a stream has a path of its own.
fn routes(method: &'static Method) -> Vec<Route> {
    let Some(http) = method.http else {
        return Vec::new();
    };
    let streams = match http.stream {
        Some("always") => Streams::Always,
        Some(_) => Streams::IfAccepted,
        None => Streams::Never,
    };
    let route = |path: &'static str, streams, stream| Route {
        verb: http.method,
        method,
        parts: path.split('/').skip(1).map(part).collect(),
        streams,
        stream,
    };
    let plain = route(http.path, streams, http.stream_path.map(|_| false));
    let streamed = http
        .stream_path
        .map(|path| route(path, Streams::Always, Some(true)));
    std::iter::once(plain).chain(streamed).collect()
}

fn part(text: &'static str) -> Part {
    let member = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'));
    match member {
        Some("path") => Part::Rest("path"),
        Some(member) => Part::Member(member),
        None => Part::Word(text),
    }
}

impl Route {
    fn endpoint(&self, path: &[String]) -> Option<Endpoint> {
        let mut members = Object::new();
        let mut left = path;
        for part in &self.parts {
            let (first, behind) = left.split_first()?;
            left = behind;
            match part {
                Part::Word(word) => (first == word).then_some(())?,
                Part::Member(_) if first.is_empty() => return None,
                Part::Member(name) => drop(members.insert((*name).into(), first.as_str().into())),
                Part::Rest(name) => {
                    let rest = &path[path.len() - behind.len() - 1..];
                    members.insert((*name).into(), rest.join("/").into());
                    left = &[];
                }
            }
        }
        left.is_empty().then(|| Endpoint {
            method: self.method,
            streams: self.streams,
            members,
            stream: self.stream,
        })
    }
}
