//! [`Index`]: finds numbered things by what they are; its hash is the same on every machine.

/// The positions of things in a list, findable by a hash of the thing; the things stay where they are.
///
/// INVARIANT: the slots in use are in ascending order, none stands before the home of its hash, and between that and
/// the slot none is free. So a look-up ends early even where the table is nearly full, and growing is one pass.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// The upper half of the hash, and the position.
    slots: Vec<u64>,
    /// How many slots are the home of a hash; behind them is room for what the last homes cannot hold.
    homes: usize,
    len: usize,
}

/// Greater than every slot in use.
const FREE: u64 = u64::MAX;

/// Slots behind the homes, as many at a time.
const BEHIND: usize = 16;

impl Index {
    fn home(&self, slot: u64) -> usize {
        scale(slot >> 32, self.homes)
    }

    /// The slots from the home of a hash on.
    #[inline]
    fn behind_home(&self, slot: u64) -> &[u64] {
        self.slots.get(self.home(slot)..).unwrap_or_default()
    }

    /// The position of a thing that may have this hash: looked at before [`Self::find`], it need not be waited for.
    #[inline]
    #[must_use]
    pub fn glance(&self, hash: Hash) -> Option<usize> {
        let first = self.behind_home(hash.slot()).first().copied()?;
        (first >> 32 == hash.0 >> 32 && first != FREE).then_some(position(first))
    }

    /// The position of the thing with this hash for which `is` holds.
    #[inline]
    pub fn find(&self, hash: Hash, mut is: impl FnMut(usize) -> bool) -> Option<usize> {
        let wanted = hash.slot();
        let from = self.behind_home(wanted).iter().skip_while(|slot| **slot < wanted);
        from.take_while(|slot| **slot >> 32 == wanted >> 32 && **slot != FREE)
            .map(|slot| position(*slot))
            .find(|position| is(*position))
    }

    /// Notes that the thing with this hash, not found before, is at `position`.
    ///
    /// INVARIANT: fewer than 2^32 - 1 things: as many runs would take 200 GB.
    #[inline]
    pub fn insert(&mut self, hash: Hash, position: usize) {
        if self.len >= self.homes / 5 * 4 {
            self.grow();
        }
        let slot = hash.slot() | u64::from(u32::try_from(position).unwrap_or(u32::MAX));
        let before = self.behind_home(slot).iter().take_while(|other| **other < slot).count();
        let at = self.home(slot).saturating_add(before);
        // Those after it move on by one, up to a free slot.
        let mut moved = slot;
        for place in self.slots.get_mut(at..).unwrap_or_default() {
            moved = std::mem::replace(place, moved);
            if moved == FREE {
                break;
            }
        }
        if moved != FREE {
            self.put(self.slots.len(), moved);
        }
        self.len = self.len.saturating_add(1);
    }

    /// Fills a slot, also behind the last.
    fn put(&mut self, at: usize, slot: u64) {
        if at >= self.slots.len() {
            self.slots.reserve_exact(at.saturating_sub(self.slots.len()).saturating_add(BEHIND));
            self.slots.resize(self.slots.capacity(), FREE);
        }
        if let Some(place) = self.slots.get_mut(at) {
            *place = slot;
        }
    }

    /// Makes room: a third more, as a table that doubles is half empty for long.
    fn grow(&mut self) {
        self.homes = self.homes.saturating_add((self.homes / 3).max(10));
        let old = std::mem::take(&mut self.slots);
        self.put(self.homes, FREE);
        let mut next = 0_usize;
        for slot in old.into_iter().filter(|slot| *slot != FREE) {
            let at = self.home(slot).max(next);
            self.put(at, slot);
            next = at.saturating_add(1);
        }
    }
}

/// Where in `0..of` a number of 32 bits falls.
fn scale(number: u64, of: usize) -> usize {
    usize::try_from(number.wrapping_mul(of as u64) >> 32).unwrap_or(usize::MAX)
}

/// The position in the lower half of a slot.
fn position(slot: u64) -> usize {
    (slot & u64::from(u32::MAX)) as usize
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

    /// The number of the thing with this hash for which `is` holds.
    #[inline]
    pub fn find(&self, hash: Hash, is: impl Fn(&T) -> bool) -> Option<u32> {
        let known = self.index.find(hash, |position| self.things.get(position).is_some_and(&is));
        known.and_then(|position| u32::try_from(position).ok())
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
        while let Some((chunk, after)) = rest.split_first_chunk::<8>()
            && !after.is_empty()
        {
            hash = hash.with(u64::from_le_bytes(*chunk));
            rest = after;
        }
        // The last eight, some of them again: quicker than byte by byte.
        hash.with(match bytes.last_chunk::<8>() {
            Some(last) => u64::from_le_bytes(*last),
            None => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        })
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

    /// One of `of` parts that things are spread over by their hash.
    #[inline]
    #[must_use]
    pub fn part(self, of: usize) -> usize {
        // By the lower half: the upper orders the index of each part.
        scale(self.0 & u64::from(u32::MAX), of)
    }

    /// The least slot with this hash.
    fn slot(self) -> u64 {
        self.0 & !u64::from(u32::MAX)
    }
}
