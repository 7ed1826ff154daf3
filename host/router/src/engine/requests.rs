//! Requests: may the sender ask this, and who answers?

use super::emission::fits;
use super::{Cx, Engine, MAX_DEPTH, MS, Nanos, Now};
use crate::failure::{Failure, result_line};
use crate::ids::{ConnId, RawId};
use crate::message::Message;
use crate::methods::{Way, is_uncounted, way};
use crate::routes::{Names, nearest};
use crate::scan::{Envelope, Members, Span, string_value};
use std::borrow::Cow;

/// A request on its way through a decision.
pub(super) struct Ask<'a> {
    pub(super) line: &'a [u8],
    pub(super) envelope: &'a Envelope,
    pub(super) from: ConnId,
    /// The connection that answers to the host are shown for.
    pub(super) via: ConnId,
    pub(super) id: RawId,
    pub(super) meta: Meta,
    pub(super) counted: bool,
}

/// What a router reads of `_meta`.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Meta {
    deadline_ms: Option<i64>,
    pub(super) depth: Option<i64>,
}

impl Meta {
    fn read(line: &[u8], meta: Option<&Span>) -> Self {
        let mut found = Self::default();
        let Some(meta) = meta else { return found };
        for member in Members::new(line, meta) {
            let number = || {
                std::str::from_utf8(&line[member.value.clone()])
                    .ok()?
                    .parse()
                    .ok()
            };
            match string_value(&line[member.key.clone()]).as_deref() {
                Some("deadline_ms") => found.deadline_ms = number(),
                Some("depth") => found.depth = number().filter(|depth| *depth >= 0),
                _ => {}
            }
        }
        found
    }

    /// When the time that is left is over.
    pub(super) fn deadline(self, now: Now) -> Option<Nanos> {
        let left = u64::try_from(self.deadline_ms?).ok()?;
        Some(now.mono.saturating_add(left.saturating_mul(MS)))
    }

    pub(super) fn has_expired(self) -> bool {
        self.deadline_ms.is_some_and(|left| left <= 0)
    }
}

/// Who answers a request.
pub(super) enum Target {
    /// The router, with `{}`.
    Pong,
    /// The control plane.
    Host,
    /// The handlers of an event.
    Hooks,
    /// A service, perhaps under another method's name and with `provider` filled in.
    Service {
        to: ConnId,
        method: Option<&'static str>,
        provider: Option<String>,
    },
}

impl Target {
    fn service(to: ConnId, method: &'static str, provider: Option<String>) -> Self {
        let method = Some(method);
        Self::Service {
            to,
            method,
            provider,
        }
    }
}

impl Engine {
    /// A service's request.
    pub(super) fn request(
        &mut self,
        cx: &mut Cx<'_>,
        from: ConnId,
        line: &[u8],
        envelope: &Envelope,
    ) {
        let Some(id) = envelope.id.clone() else {
            return;
        };
        let ask = Ask {
            line,
            envelope,
            from,
            via: from,
            id: RawId::new(&line[id]),
            meta: Meta::read(line, envelope.routing.meta.as_ref()),
            counted: true,
        };
        let target = self.target(&ask);
        self.dispatch(cx, &ask, target);
    }

    /// The host's request to a connection; to [`ConnId::HOST`]: routed by the table.
    pub(super) fn host_request(
        &mut self,
        cx: &mut Cx<'_>,
        to: ConnId,
        line: &[u8],
        envelope: &Envelope,
    ) {
        let (Some(id), Some(method)) = (envelope.id.clone(), envelope.method.clone()) else {
            return;
        };
        let mut ask = Ask {
            line,
            envelope,
            from: ConnId::HOST,
            via: to,
            id: RawId::new(&line[id]),
            meta: Meta::read(line, envelope.routing.meta.as_ref()),
            counted: true,
        };
        let target = if to == ConnId::HOST {
            self.target(&ask)
        } else {
            // What makes a service ready does not wait for that.
            let method = unquoted(&line[method]);
            let is_held = self.peers.get(to).is_some_and(|peer| peer.settings.held);
            ask.counted = !(is_uncounted(&method) || is_held && &*method == b"configure");
            Ok(Target::Service {
                to,
                method: None,
                provider: None,
            })
        };
        self.dispatch(cx, &ask, target);
    }

    fn dispatch(&mut self, cx: &mut Cx<'_>, ask: &Ask<'_>, target: Result<Target, Failure>) {
        let key = RawId::key(ask.id.as_bytes());
        let done = match target {
            _ if self.is_under_way(ask.from, &key) => Err(Failure::invalid_request(
                "a request with this id is still under way",
            )),
            Ok(_) if ask.meta.has_expired() => Err(Failure::deadline_exceeded(
                "the deadline had passed on arrival",
            )),
            Ok(Target::Pong) => {
                let line = result_line(&ask.id, b"{}");
                self.tap_here(cx, ask, &line);
                return self.deliver(cx, ask.from, ask.via, &Message::whole(&line));
            }
            Ok(Target::Host) if ask.from == ConnId::HOST => Err(Failure::method_not_found(
                &method_of(ask.line, ask.envelope),
            )),
            Ok(Target::Host) => self.ask_host(cx, ask, key),
            Ok(Target::Hooks) => return self.emit(cx, ask, key),
            Ok(Target::Service {
                to,
                method,
                provider,
            }) => self.forward(cx, ask, key, to, method, provider.as_deref()),
            Err(failure) => Err(failure),
        };
        if let Err(failure) = done {
            self.refuse(cx, ask, &failure);
        }
    }

    fn is_under_way(&self, from: ConnId, key: &RawId) -> bool {
        self.peers
            .get(from)
            .is_some_and(|peer| peer.requests.contains_key(key))
    }

    fn refuse(&mut self, cx: &mut Cx<'_>, ask: &Ask<'_>, failure: &Failure) {
        if let Some(peer) = self.peers.get_mut(ask.from) {
            peer.stats.refused += 1;
        }
        let line = failure.line(Some(&ask.id));
        self.tap_here(cx, ask, &line);
        self.deliver(cx, ask.from, ask.via, &Message::whole(&line));
    }

    /// Protocol §6: depth, then rights, then the table. Params that do not tell the way are the control
    /// plane's to refuse: it knows the schemas, and lists every fault (SES-002).
    fn target(&self, ask: &Ask<'_>) -> Result<Target, Failure> {
        let method = unquoted(&ask.line[ask.envelope.method.clone().unwrap_or_default()]);
        let name = || String::from_utf8_lossy(&method).into_owned();
        if method.starts_with(b"request.") && ask.meta.depth.is_some_and(|depth| depth > MAX_DEPTH)
        {
            return Err(Failure::overloaded(format!(
                "calls are nested deeper than {MAX_DEPTH}"
            )));
        }
        let Some((way, grant)) = way(&method) else {
            return self.beyond_the_protocol(&name());
        };
        let rights = self
            .peers
            .get(ask.from)
            .map(|peer| peer.settings.grants)
            .unwrap_or_default();
        if let Some(grant) = grant.filter(|grant| !rights.has(*grant)) {
            return Err(Failure::permission_denied(&name(), grant.name()));
        }
        match way {
            Way::Ping => Ok(Target::Pong),
            Way::Hooks if fits(ask.line, &ask.envelope.routing) => Ok(Target::Hooks),
            Way::Hooks => Ok(Target::Host),
            Way::Host if self.host_serves(&method) => Ok(Target::Host),
            Way::Host => Err(Failure::method_not_found(&name())),
            Way::Tool => named(ask, "tool", &self.routes.tools, r#""tool.execute""#),
            Way::Capability => {
                let names = &self.routes.capabilities;
                named(ask, "capability", names, r#""capability.call""#)
            }
            Way::Context(method) => {
                let to = self
                    .routes
                    .context
                    .ok_or_else(|| Failure::not_found("context_manager", "default", None))?;
                Ok(Target::service(to, method, None))
            }
            Way::Provider(method) => self.provider(ask, method),
        }
    }

    fn host_serves(&self, method: &[u8]) -> bool {
        let table = &self.routes.host_methods;
        table.is_empty() || std::str::from_utf8(method).is_ok_and(|method| table.contains(method))
    }

    fn beyond_the_protocol(&self, method: &str) -> Result<Target, Failure> {
        if self.routes.host_methods.contains(method) {
            return Ok(Target::Host);
        }
        Err(Failure::method_not_found(method))
    }

    /// A request that names no provider goes to the default one, and says so.
    fn provider(&self, ask: &Ask<'_>, method: &'static str) -> Result<Target, Failure> {
        let names = &self.routes.providers;
        let member = ask.envelope.routing.provider.as_ref();
        let is_absent = member.is_none_or(|span| &ask.line[span.clone()] == b"null");
        let name = match text_member(ask.line, member) {
            Some(name) => name,
            None if is_absent => match &self.routes.default_provider {
                Some(name) => Cow::Borrowed(name.as_str()),
                None => return Err(Failure::not_found("provider", "default", None)),
            },
            None => return Ok(Target::Host),
        };
        let to = found("provider", names, &name)?;
        let provider = is_absent.then(|| name.into_owned());
        Ok(Target::service(to, method, provider))
    }
}

/// The service that offers what the request names.
fn named(
    ask: &Ask<'_>,
    what: &str,
    names: &Names,
    method: &'static str,
) -> Result<Target, Failure> {
    match text_member(ask.line, ask.envelope.routing.name.as_ref()) {
        Some(name) => found(what, names, &name).map(|to| Target::service(to, method, None)),
        None => Ok(Target::Host),
    }
}

fn found(what: &str, names: &Names, name: &str) -> Result<ConnId, Failure> {
    let to = names.get(name).copied();
    to.ok_or_else(|| Failure::not_found(what, name, nearest(name, names.keys())))
}

/// The method's name as text.
pub(super) fn method_of(line: &[u8], envelope: &Envelope) -> String {
    let method = envelope.method.clone().unwrap_or_default();
    String::from_utf8_lossy(&unquoted(&line[method])).into_owned()
}

/// The bytes that a JSON string spells, without its quotes.
pub(super) fn unquoted(value: &[u8]) -> Cow<'_, [u8]> {
    match string_value(value) {
        Some(Cow::Borrowed(text)) => Cow::Borrowed(text.as_bytes()),
        Some(Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
        None => Cow::Borrowed(b""),
    }
}

/// A member that is a string.
pub(super) fn text_member<'a>(line: &'a [u8], member: Option<&Span>) -> Option<Cow<'a, str>> {
    string_value(&line[member?.clone()])
}
