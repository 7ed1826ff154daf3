//! Things by connection number, found by index.

use crate::ids::ConnId;
use std::collections::VecDeque;

/// A window over connection numbers: those before the oldest living one take no memory.
#[derive(Debug)]
pub(crate) struct Slots<T> {
    first: u32,
    slots: VecDeque<Option<T>>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self {
            first: 0,
            slots: VecDeque::new(),
        }
    }
}

impl<T> Slots<T> {
    fn index(&self, id: ConnId) -> Option<usize> {
        id.0.checked_sub(self.first).map(|index| index as usize)
    }

    pub(crate) fn get(&self, id: ConnId) -> Option<&T> {
        self.slots.get(self.index(id)?)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, id: ConnId) -> Option<&mut T> {
        let index = self.index(id)?;
        self.slots.get_mut(index)?.as_mut()
    }

    /// Numbers rise: one below the window is not taken.
    pub(crate) fn insert(&mut self, id: ConnId, value: T) {
        if self.slots.is_empty() {
            self.first = id.0;
        }
        let Some(index) = self.index(id) else { return };
        while self.slots.len() <= index {
            self.slots.push_back(None);
        }
        self.slots[index] = Some(value);
    }

    pub(crate) fn remove(&mut self, id: ConnId) -> Option<T> {
        let index = self.index(id)?;
        let value = self.slots.get_mut(index)?.take();
        while self.slots.front().is_some_and(Option::is_none) {
            self.slots.pop_front();
            self.first += 1;
        }
        value
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (ConnId, &T)> {
        let numbered = (self.first..).zip(&self.slots);
        numbered.filter_map(|(number, slot)| Some((ConnId(number), slot.as_ref()?)))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (ConnId, &mut T)> {
        let numbered = (self.first..).zip(&mut self.slots);
        numbered.filter_map(|(number, slot)| Some((ConnId(number), slot.as_mut()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_the_living() {
        let mut slots = Slots::default();
        for number in 1..10_000 {
            slots.insert(ConnId(number), number);
            if number > 3 {
                assert_eq!(slots.remove(ConnId(number - 3)), Some(number - 3));
            }
        }
        assert_eq!(slots.slots.len(), 3);
        assert_eq!(slots.get(ConnId(5)), None);
        assert_eq!(slots.get(ConnId(9_998)), Some(&9_998));
        assert_eq!(
            slots.iter().map(|(id, _)| id.0).collect::<Vec<_>>(),
            [9_997, 9_998, 9_999]
        );
        assert_eq!(slots.remove(ConnId(70_000)), None);
    }
}
