//! A line on its way out: mostly bytes of the line that came in, with a few places rewritten.

use crate::scan::Span;

/// One place of a line to be written anew.
#[derive(Debug, Clone)]
pub struct Edit<'a> {
    /// What is replaced; empty = insert.
    pub at: Span,
    /// By what.
    pub with: &'a [u8],
}

/// Most edits that one line needs: id, method, an inserted `provider` and the move of a late id.
const MAX_EDITS: usize = 4;
const MAX_PARTS: usize = 2 * MAX_EDITS + 1;

/// Up to nine slices that make one line (without its LF).
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    parts: [&'a [u8]; MAX_PARTS],
    count: usize,
}

impl<'a> Message<'a> {
    /// A line of one piece.
    pub fn whole(line: &'a [u8]) -> Self {
        let mut message = Self {
            parts: [&[]; MAX_PARTS],
            count: 0,
        };
        message.push(line);
        message
    }

    /// A line with some places rewritten. Edits must not overlap; their order does not matter.
    pub fn edited(line: &'a [u8], edits: &mut [Edit<'a>]) -> Self {
        debug_assert!(edits.len() <= MAX_EDITS);
        edits.sort_unstable_by_key(|edit| (edit.at.start, edit.at.end));
        let mut message = Self {
            parts: [&[]; MAX_PARTS],
            count: 0,
        };
        let mut at = 0;
        for edit in edits.iter() {
            message.push(&line[at..edit.at.start]);
            message.push(edit.with);
            at = edit.at.end;
        }
        message.push(&line[at..]);
        message
    }

    /// A line with one place rewritten.
    pub fn with(line: &'a [u8], at: Span, with: &'a [u8]) -> Self {
        Self::edited(line, &mut [Edit { at, with }])
    }

    fn push(&mut self, part: &'a [u8]) {
        if !part.is_empty() && self.count < MAX_PARTS {
            self.parts[self.count] = part;
            self.count += 1;
        }
    }

    /// The pieces in order; none is empty.
    pub fn parts(&self) -> &[&'a [u8]] {
        &self.parts[..self.count]
    }

    /// Bytes before the LF.
    pub fn len(&self) -> usize {
        self.parts().iter().map(|part| part.len()).sum()
    }

    /// A line without bytes.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The line in one piece.
    pub fn to_vec(&self) -> Vec<u8> {
        self.parts().concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_the_order_of_the_line() {
        let line = b"{\"id\":1,\"method\":\"a\"}";
        let mut edits = [
            Edit {
                at: 17..20,
                with: b"\"bb\"",
            },
            Edit {
                at: 6..7,
                with: b"\"h-1\"",
            },
            Edit {
                at: 1..1,
                with: b" ",
            },
        ];
        assert_eq!(
            Message::edited(line, &mut edits).to_vec(),
            b"{ \"id\":\"h-1\",\"method\":\"bb\"}"
        );
        assert_eq!(Message::whole(line).len(), line.len());
    }
}
