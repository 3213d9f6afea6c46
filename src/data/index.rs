//! [`Index`]: finds numbered things by what they are; its hash is the same on every machine.

use hashbrown::HashTable;

/// The positions of things in a list, findable by a hash of the thing.
///
/// The things stay where they are; eight bytes and a control byte are kept for each.
#[derive(Debug, Clone, Default)]
pub struct Index(HashTable<Slot>);

#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    position: u32,
}

impl Slot {
    /// The table takes its tag from the upper bits, its bucket from the lower.
    fn spread(self) -> u64 {
        u64::from(self.hash).wrapping_mul(MIX)
    }
}

impl Index {
    /// The position of the thing with this hash for which `is` holds.
    #[inline]
    pub fn find(&self, hash: Hash, mut is: impl FnMut(usize) -> bool) -> Option<usize> {
        let slot = Slot { hash: hash.short(), position: 0 };
        self.0
            .find(slot.spread(), |other| other.hash == slot.hash && is(other.position as usize))
            .map(|slot| slot.position as usize)
    }

    /// Notes that the thing with this hash, not found before, is at `position`.
    ///
    /// INVARIANT: fewer than 2^32 things: as many runs would take 200 GB.
    #[inline]
    pub fn insert(&mut self, hash: Hash, position: usize) {
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        let slot = Slot { hash: hash.short(), position };
        self.0.insert_unique(slot.spread(), slot, |slot| slot.spread());
    }
}

/// A list of different things, each with a number.
#[derive(Debug, Clone)]
pub struct Interner<T> {
    things: Vec<T>,
    index: Index,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { things: Vec::new(), index: Index::default() }
    }
}

impl<T> Interner<T> {
    /// The number of the thing with this hash for which `is` holds; it is made if it is new.
    #[inline]
    pub fn intern(&mut self, hash: Hash, is: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> u32 {
        let known = self.index.find(hash, |position| self.things.get(position).is_some_and(&is));
        let position = known.unwrap_or_else(|| {
            let position = self.things.len();
            self.index.insert(hash, position);
            self.things.push(make());
            position
        });
        u32::try_from(position).unwrap_or(u32::MAX)
    }

    /// The thing with this number.
    #[inline]
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&T> {
        self.things.get(number as usize)
    }

    /// The same, to be changed in what the hash does not cover.
    #[inline]
    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.things.get_mut(number as usize)
    }

    /// All things, by their numbers.
    #[must_use]
    pub fn things(&self) -> &[T] {
        &self.things
    }

    /// The same, without the index.
    #[must_use]
    pub fn into_things(self) -> Vec<T> {
        self.things
    }
}

const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash in the making: a folded multiplication for each eight bytes.
#[derive(Debug, Clone, Copy)]
pub struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(MIX)
    }
}

impl Hash {
    /// With a number taken in.
    #[inline]
    #[must_use]
    pub fn with(self, word: u64) -> Self {
        let product = u128::from(self.0 ^ word).wrapping_mul(u128::from(0xa076_1d64_78bd_642f_u64));
        // Both halves: the lower alone would lose the upper bits of the word.
        #[expect(clippy::cast_possible_truncation, reason = "the upper half is folded in beside it")]
        let lower = product as u64;
        Self(lower ^ (product >> 64) as u64 ^ MIX)
    }

    /// With bytes and their number taken in.
    #[inline]
    #[must_use]
    pub fn with_bytes(self, bytes: &[u8]) -> Self {
        let mut hash = self.with(bytes.len() as u64);
        let mut rest = bytes;
        while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
            hash = hash.with(u64::from_le_bytes(*chunk));
            rest = after;
        }
        hash.with(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)))
    }

    /// With a text that may be absent taken in.
    #[inline]
    #[must_use]
    pub fn with_text(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.with_bytes(text.as_bytes()),
            None => self.with(u64::MAX),
        }
    }

    fn short(self) -> u32 {
        (self.0 >> 32) as u32
    }
}
