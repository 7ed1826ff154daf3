//! Functions that start copies of themselves without end.

use super::tree::At;

/// Whether a body calls the function itself in a pipe or in the background.
pub(super) fn bombs(body: At<'_>, name: &str) -> bool {
    let mut open = vec![body];
    while let Some(at) = open.pop() {
        let children = at.all();
        let piped = at.kind() == "pipeline" && children.iter().any(|part| calls(*part, name));
        let background = at.next().is_some_and(|next| next.kind() == "&") && calls(at, name);
        if piped || background {
            return true;
        }
        open.extend(children.into_iter().filter(|child| child.is_named()));
    }
    false
}

/// So much of a statement is looked at: no bomb is larger.
const LARGEST: usize = 200;

/// Whether a statement calls the function itself: not from a loop or under a condition, where it can end.
fn calls(statement: At<'_>, name: &str) -> bool {
    let mut open = vec![statement];
    for _ in 0..LARGEST {
        let Some(at) = open.pop() else { return false };
        match at.kind() {
            "command" if at.field("name").is_some_and(|called| called.text() == name) => {
                return true;
            }
            "subshell"
            | "compound_statement"
            | "list"
            | "pipeline"
            | "redirected_statement"
            | "negated_command" => {
                open.extend(at.children());
            }
            _ => {}
        }
    }
    false
}
