//! The syntax tree of a script, with its text at hand.

use std::ops::Range;
use tree_sitter::{Node, Parser, Tree};

/// A node and the script that it lies in.
#[derive(Clone, Copy)]
pub(super) struct At<'t> {
    node: Node<'t>,
    script: &'t str,
}

/// Reads a script; every text has a tree, which says whether it holds errors.
pub(super) fn parse(script: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_bash::LANGUAGE.into())
        .ok()?;
    parser.parse(script, None)
}

impl<'t> At<'t> {
    pub(super) fn root(tree: &'t Tree, script: &'t str) -> Self {
        Self {
            node: tree.root_node(),
            script,
        }
    }

    pub(super) fn kind(self) -> &'static str {
        self.node.kind()
    }

    pub(super) fn has_error(self) -> bool {
        self.node.has_error()
    }

    pub(super) fn is_named(self) -> bool {
        self.node.is_named()
    }

    pub(super) fn range(self) -> Range<usize> {
        self.node.byte_range()
    }

    pub(super) fn script(self) -> &'t str {
        self.script
    }

    pub(super) fn text(self) -> &'t str {
        self.script.get(self.node.byte_range()).unwrap_or_default()
    }

    /// The children in their order, those without a name too.
    pub(super) fn all(self) -> Vec<At<'t>> {
        let mut cursor = self.node.walk();
        let children = self.node.children(&mut cursor);
        children.map(|node| At { node, ..self }).collect()
    }

    pub(super) fn children(self) -> Vec<At<'t>> {
        self.all()
            .into_iter()
            .filter(|child| child.is_named())
            .collect()
    }

    pub(super) fn fields(self, name: &str) -> Vec<At<'t>> {
        let mut cursor = self.node.walk();
        let children = self.node.children_by_field_name(name, &mut cursor);
        children.map(|node| At { node, ..self }).collect()
    }

    pub(super) fn field(self, name: &str) -> Option<At<'t>> {
        let node = self.node.child_by_field_name(name)?;
        Some(At { node, ..self })
    }

    /// What stands behind it among its brothers.
    pub(super) fn next(self) -> Option<At<'t>> {
        let node = self.node.next_sibling()?;
        Some(At { node, ..self })
    }
}
