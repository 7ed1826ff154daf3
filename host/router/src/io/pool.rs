//! Buffers that are used again.

use crate::engine::Nanos;

/// What one read may bring: the size of our pipes.
pub(super) const CHUNK: usize = 256 << 10;
/// A buffer over this size is kept only while large messages keep coming.
const LARGE: usize = 1 << 20;
const SPARES: usize = 8;
/// How long a large buffer is kept unused, ns.
const LARGE_KEPT: Nanos = 1_000_000_000;

/// Spare buffers. Bounded: eight small ones and one large one, the latter for a second.
#[derive(Debug, Default)]
pub(super) struct Pool {
    small: Vec<Vec<u8>>,
    large: Option<(Nanos, Vec<u8>)>,
}

impl Pool {
    /// An empty buffer with room for at least one read; `large` if much is expected.
    pub(super) fn take(&mut self, large: bool) -> Vec<u8> {
        if large && let Some((_, buffer)) = self.large.take() {
            return buffer;
        }
        self.small
            .pop()
            .unwrap_or_else(|| Vec::with_capacity(CHUNK))
    }

    /// Makes room for one more read, by way of the large buffer if there is one.
    pub(super) fn grow(&mut self, buffer: &mut Vec<u8>) {
        if buffer.len() + CHUNK <= buffer.capacity() {
            return;
        }
        if buffer.capacity() <= LARGE
            && let Some((_, mut large)) = self.large.take()
        {
            large.extend_from_slice(buffer);
            self.give(std::mem::replace(buffer, large), 0);
        }
        buffer.reserve(CHUNK);
    }

    /// Takes a buffer back.
    pub(super) fn give(&mut self, mut buffer: Vec<u8>, now: Nanos) {
        buffer.clear();
        if buffer.capacity() > LARGE {
            self.large = Some((now, buffer));
        } else if buffer.capacity() >= CHUNK && self.small.len() < SPARES {
            self.small.push(buffer);
        }
    }

    /// Lets go of a large buffer that nobody needed for a while; answers when to look again.
    pub(super) fn trim(&mut self, now: Nanos) -> Option<Nanos> {
        let since = self.large.as_ref()?.0;
        if now >= since + LARGE_KEPT {
            self.large = None;
            return None;
        }
        Some(since + LARGE_KEPT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_buffer_is_used_again_and_then_let_go() {
        let mut pool = Pool::default();
        pool.give(Vec::with_capacity(4 << 20), 5);
        let mut buffer = vec![7; LARGE];
        pool.grow(&mut buffer);
        assert!(buffer.capacity() >= 4 << 20 && buffer.len() == LARGE && buffer[0] == 7);
        assert_eq!(pool.trim(0), None);
        pool.give(buffer, 10);
        assert_eq!(pool.trim(11), Some(10 + LARGE_KEPT));
        assert_eq!(pool.trim(10 + LARGE_KEPT), None);
        assert!(pool.large.is_none());
    }

    #[test]
    fn only_so_many_spares_are_kept() {
        let mut pool = Pool::default();
        for _ in 0..100 {
            pool.give(Vec::with_capacity(CHUNK), 0);
        }
        assert_eq!(pool.small.len(), SPARES);
    }
}
