//! What a service may ask of the host, and which way each request goes (protocol §6).

/// The right to call a row of host services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Grant {
    /// `hook.emit`
    HookEmit = 1,
    /// `tool.execute`
    ToolExecute = 1 << 1,
    /// `provider.complete`
    ProviderComplete = 1 << 2,
    /// `context`
    Context = 1 << 3,
    /// `approval`
    Approval = 1 << 4,
    /// `session.spawn`
    SessionSpawn = 1 << 5,
    /// `content.read`
    ContentRead = 1 << 6,
    /// `capability.call`
    CapabilityCall = 1 << 7,
    /// `channel.collect`
    ChannelCollect = 1 << 8,
}

impl Grant {
    const ALL: [Self; 9] = [
        Self::HookEmit,
        Self::ToolExecute,
        Self::ProviderComplete,
        Self::Context,
        Self::Approval,
        Self::SessionSpawn,
        Self::ContentRead,
        Self::CapabilityCall,
        Self::ChannelCollect,
    ];

    /// The name that describe and definitions use.
    pub fn name(self) -> &'static str {
        match self {
            Self::HookEmit => "hook.emit",
            Self::ToolExecute => "tool.execute",
            Self::ProviderComplete => "provider.complete",
            Self::Context => "context",
            Self::Approval => "approval",
            Self::SessionSpawn => "session.spawn",
            Self::ContentRead => "content.read",
            Self::CapabilityCall => "capability.call",
            Self::ChannelCollect => "channel.collect",
        }
    }
}

/// A set of grants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Grants(u16);

impl Grants {
    /// Every grant: what the role of orchestrator brings.
    pub fn all() -> Self {
        Self(Grant::ALL.iter().fold(0, |set, grant| set | *grant as u16))
    }

    /// The grants of these names; unknown names grant nothing.
    pub fn of<S: AsRef<str>>(names: &[S]) -> Self {
        let known = Grant::ALL
            .iter()
            .filter(|grant| names.iter().any(|name| name.as_ref() == grant.name()));
        Self(known.fold(0, |set, grant| set | *grant as u16))
    }

    /// Whether a grant is in the set.
    pub fn has(self, grant: Grant) -> bool {
        self.0 & grant as u16 != 0
    }
}

/// Where a request of a service goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Answered by the router itself.
    Ping,
    /// To the service that has the tool of that `name`.
    Tool,
    /// To the service that has the provider, as this method (JSON text).
    Provider(&'static str),
    /// To every handler of the event.
    Hooks,
    /// To the context manager, as this method (JSON text).
    Context(&'static str),
    /// To the service that exports the capability of that `name`.
    Capability,
    /// Up to the control plane.
    Host,
}

/// The way of a request, and the grant that it needs; none for a method that hosts do not have.
pub fn way(method: &[u8]) -> Option<(Way, Option<Grant>)> {
    use Grant as G;
    Some(match method {
        b"ping" => (Way::Ping, None),
        b"request.tool_execute" => (Way::Tool, Some(G::ToolExecute)),
        b"request.provider_complete" => (
            Way::Provider(r#""provider.complete""#),
            Some(G::ProviderComplete),
        ),
        b"request.provider_info" => (
            Way::Provider(r#""provider.info""#),
            Some(G::ProviderComplete),
        ),
        b"request.provider_list_models" => (
            Way::Provider(r#""provider.list_models""#),
            Some(G::ProviderComplete),
        ),
        b"request.hook_emit" => (Way::Hooks, Some(G::HookEmit)),
        b"request.context_get_messages" => {
            (Way::Context(r#""context.get_messages""#), Some(G::Context))
        }
        b"request.context_add_message"
        | b"request.context_set_messages"
        | b"request.context_clear" => (Way::Host, Some(G::Context)),
        b"request.capability_call" => (Way::Capability, Some(G::CapabilityCall)),
        b"request.approval" => (Way::Host, Some(G::Approval)),
        b"request.session_spawn" | b"request.session_resume" => (Way::Host, Some(G::SessionSpawn)),
        b"request.content_read" | b"request.content_list" => (Way::Host, Some(G::ContentRead)),
        b"request.channel_collect" => (Way::Host, Some(G::ChannelCollect)),
        b"state.get" | b"state.set" | b"request.state_get" | b"request.state_set"
        | b"capability.get" | b"capability.list" => (Way::Host, None),
        _ => return None,
    })
}

/// Requests that do not count against a service's concurrency (protocol §3).
pub fn is_uncounted(method: &[u8]) -> bool {
    matches!(method, b"hook.emit" | b"ping" | b"describe")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the schemas is the authority on grants.
    #[test]
    fn grants_are_those_of_the_method_table() {
        let table: serde_json::Value =
            serde_json::from_str(include_str!("../../../schemas/methods.json")).unwrap();
        let rows = table
            .as_array()
            .or_else(|| table["methods"].as_array())
            .unwrap();
        let mut seen = 0;
        for row in rows {
            let (name, kind) = (
                row["method"].as_str().unwrap(),
                row["kind"].as_str().unwrap(),
            );
            if kind != "request" || row["direction"] == "host_to_service" {
                continue;
            }
            seen += 1;
            let (_, grant) = way(name.as_bytes()).unwrap_or_else(|| panic!("{name} has no way"));
            assert_eq!(grant.map(Grant::name), row["grant"].as_str(), "{name}");
        }
        assert!(seen > 20);
    }

    #[test]
    fn an_orchestrator_has_every_grant_and_unknown_names_are_nothing() {
        let names: Vec<_> = Grant::ALL.iter().map(|grant| grant.name()).collect();
        assert_eq!(Grants::of(&names), Grants::all());
        assert_eq!(Grants::of(&["admin"]), Grants::default());
        assert!(
            Grants::of(&["context"]).has(Grant::Context)
                && !Grants::of(&["context"]).has(Grant::Approval)
        );
    }
}
