//! Which handlers an event reaches, and in which order.

/// Whether an event pattern covers an event: the exact name, `*`, or `prefix:*` (everything that begins with `prefix:`).
pub fn matches(pattern: &str, event: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some("") => true,
        Some(prefix) if prefix.ends_with(':') => event.starts_with(prefix),
        _ => pattern == event,
    }
}

/// A hook handler as far as its place in the chain goes.
pub trait Subscribed {
    /// Whether the handler wants the event; a handler with several matching patterns is still asked once.
    fn wants(&self, event: &str) -> bool;
    /// Ascending: the lowest is asked first.
    fn priority(&self) -> i64;
}

/// The handlers of `event` in the order in which they are asked: ascending priority, then the order given
/// (definition, then describe).
pub fn order<'a, H: Subscribed>(
    handlers: impl IntoIterator<Item = &'a H>,
    event: &str,
) -> Vec<&'a H> {
    let mut chosen: Vec<&H> = handlers
        .into_iter()
        .filter(|handler| handler.wants(event))
        .collect();
    chosen.sort_by_key(|handler| handler.priority());
    chosen
}
