//! Requests under way, found by their id in constant time.

use crate::ids::RouterId;

/// Numbered entries. Numbers rise and are never used again, so that a late answer finds nothing.
///
/// The slot of a number is its low bits; a number whose slot is taken by a long-lived entry is skipped.
#[derive(Debug)]
pub(crate) struct Table<T> {
    slots: Vec<Option<(u64, T)>>,
    next: u64,
    used: usize,
}

const SMALLEST: usize = 64;

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            slots: Self::empty(SMALLEST),
            next: 1,
            used: 0,
        }
    }
}

impl<T> Table<T> {
    fn empty(size: usize) -> Vec<Option<(u64, T)>> {
        std::iter::repeat_with(|| None).take(size).collect()
    }

    fn slot(&self, number: u64) -> usize {
        slot_of(number, self.slots.len())
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    /// The id that the next [`Self::insert`] gives.
    pub(crate) fn reserve(&mut self) -> RouterId {
        if self.used * 2 >= self.slots.len() {
            self.resize(self.slots.len() * 2);
        }
        while self.slots[self.slot(self.next)].is_some() {
            self.next += 1;
        }
        RouterId(self.next)
    }

    /// An id that no entry gets.
    pub(crate) fn skip(&mut self) -> RouterId {
        let id = self.reserve();
        self.next += 1;
        id
    }

    /// Adds an entry.
    pub(crate) fn insert(&mut self, entry: T) -> RouterId {
        let id = self.skip();
        let slot = self.slot(id.0);
        self.slots[slot] = Some((id.0, entry));
        self.used += 1;
        id
    }

    /// The entry of an id.
    pub(crate) fn get(&self, id: RouterId) -> Option<&T> {
        match &self.slots[self.slot(id.0)] {
            Some((number, entry)) if *number == id.0 => Some(entry),
            _ => None,
        }
    }

    /// The entry of an id, to change.
    pub(crate) fn get_mut(&mut self, id: RouterId) -> Option<&mut T> {
        let slot = self.slot(id.0);
        match &mut self.slots[slot] {
            Some((number, entry)) if *number == id.0 => Some(entry),
            _ => None,
        }
    }

    /// Takes an entry out.
    pub(crate) fn remove(&mut self, id: RouterId) -> Option<T> {
        let slot = self.slot(id.0);
        self.slots[slot]
            .take_if(|(number, _)| *number == id.0)
            .map(|(_, entry)| {
                self.used -= 1;
                if self.slots.len() > SMALLEST * 16 && self.used * 16 < self.slots.len() {
                    self.resize(self.slots.len() / 4);
                }
                entry
            })
    }

    /// All entries with their ids, in the order in which they were added.
    pub(crate) fn ids(&self, mut wanted: impl FnMut(&T) -> bool) -> Vec<RouterId> {
        let mut found: Vec<RouterId> = self
            .slots
            .iter()
            .flatten()
            .filter(|(_, entry)| wanted(entry))
            .map(|(number, _)| RouterId(*number))
            .collect();
        found.sort_unstable();
        found
    }

    /// Gives every entry a slot in a table of `size`; doubles until no two want the same.
    fn resize(&mut self, mut size: usize) {
        let entries: Vec<(u64, T)> = std::mem::take(&mut self.slots)
            .into_iter()
            .flatten()
            .collect();
        while !fits(entries.iter().map(|(number, _)| *number), size) {
            size *= 2;
        }
        self.slots = Self::empty(size);
        for (number, entry) in entries {
            let slot = self.slot(number);
            self.slots[slot] = Some((number, entry));
        }
    }
}

/// The low bits of a number: `size` is a power of two.
fn slot_of(number: u64, size: usize) -> usize {
    usize::try_from(number & (size as u64 - 1)).unwrap_or_default()
}

fn fits(numbers: impl Iterator<Item = u64>, size: usize) -> bool {
    let mut taken = vec![false; size];
    numbers
        .into_iter()
        .all(|number| !std::mem::replace(&mut taken[slot_of(number, size)], true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_and_are_never_used_twice() {
        let mut table = Table::default();
        let first = table.insert("long-lived");
        let mut last = first;
        for round in 0..10_000 {
            let id = table.insert("short");
            assert!(id > last, "round {round}");
            last = id;
            assert_eq!(table.remove(id), Some("short"));
            assert_eq!(table.remove(id), None);
        }
        assert_eq!(table.get(first), Some(&"long-lived"));
        assert_eq!(table.len(), 1);
    }

    #[test]
    fn grows_with_what_is_under_way_and_shrinks_again() {
        let mut table = Table::default();
        let ids: Vec<_> = (0..5000).map(|n| table.insert(n)).collect();
        for (n, id) in ids.iter().enumerate() {
            assert_eq!(table.get(*id), Some(&n));
        }
        assert!(table.slots.len() >= 5000);
        for id in &ids[1..] {
            table.remove(*id);
        }
        assert_eq!(table.get(ids[0]), Some(&0));
        assert!(table.slots.len() <= 2048, "{}", table.slots.len());
    }
}
