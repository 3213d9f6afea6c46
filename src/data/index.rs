//! [`Index`]: finds numbered things by what they are; its hash is the same on every machine.

/// The positions of things in a list, findable by a hash of the thing; the things stay where they are.
///
/// It is several tables, so that it grows in small steps: what one gives back when it grows, another can use.
#[derive(Debug, Clone, Default)]
pub struct Index {
    tables: [Table; TABLES],
}

/// How many tables an index is.
const TABLES: usize = 1 << TABLE_BITS;
const TABLE_BITS: u32 = 3;

impl Index {
    #[inline]
    fn table(&self, hash: Hash) -> Option<&Table> {
        self.tables.get(hash.table())
    }

    /// What stands at the home of a hash: looked at before [`Self::find`], it need not be waited for.
    #[inline]
    #[must_use]
    pub fn glance(&self, hash: Hash) -> u64 {
        self.table(hash).and_then(|table| table.slots.get(table.home(hash.0))).copied().unwrap_or(FREE)
    }

    /// The position of a thing that may have this hash, by a glance.
    #[inline]
    #[must_use]
    pub fn likely(&self, hash: Hash) -> Option<usize> {
        let slot = self.glance(hash);
        (slot >> 32 == hash.0 >> 32 && slot != FREE).then_some(position(slot))
    }

    /// The position of the thing with this hash for which `is` holds.
    #[inline]
    pub fn find(&self, hash: Hash, is: impl FnMut(usize) -> bool) -> Option<usize> {
        self.table(hash)?.find(hash, is)
    }

    /// The same; if there is none, it is noted to be at the position `new`.
    ///
    /// INVARIANT: fewer than 2^32 - 1 things: as many runs would take 200 GB.
    #[inline]
    pub fn find_or_insert(&mut self, hash: Hash, new: usize, is: impl FnMut(usize) -> bool) -> Option<usize> {
        self.tables.get_mut(hash.table())?.find_or_insert(hash, new, is)
    }
}

/// The positions of the things whose hashes begin alike.
///
/// INVARIANT: the slots in use are in ascending order, none stands before the home of its hash, and between that and
/// the slot none is free. So a look-up ends early, and growing is one pass.
#[derive(Debug, Clone, Default)]
struct Table {
    /// The upper half of the hash, and the position.
    slots: Vec<u64>,
    /// How many slots are the home of a hash; behind them is room for what the last homes cannot hold.
    homes: usize,
    len: usize,
    /// When to grow.
    most: usize,
}

/// Greater than every slot in use.
const FREE: u64 = u64::MAX;

/// Slots behind the homes, as many at a time.
const BEHIND: usize = 16;

impl Table {
    #[inline]
    fn home(&self, slot: u64) -> usize {
        scale(slot << TABLE_BITS >> 32, self.homes)
    }

    #[inline]
    fn find(&self, hash: Hash, mut is: impl FnMut(usize) -> bool) -> Option<usize> {
        let least = hash.slot();
        for slot in self.slots.get(self.home(least)..).unwrap_or_default() {
            if *slot < least {
                continue;
            }
            if *slot >> 32 != least >> 32 || *slot == FREE {
                break;
            }
            if is(position(*slot)) {
                return Some(position(*slot));
            }
        }
        None
    }

    #[inline]
    fn find_or_insert(&mut self, hash: Hash, new: usize, mut is: impl FnMut(usize) -> bool) -> Option<usize> {
        if self.len >= self.most {
            self.grow();
        }
        let least = hash.slot();
        let mut moved = least | u64::from(u32::try_from(new).unwrap_or(u32::MAX));
        let home = self.home(least);
        let mut places = self.slots.get_mut(home..).unwrap_or_default().iter_mut();
        for place in places.by_ref() {
            let slot = *place;
            if slot < least {
                continue;
            }
            if slot >> 32 != least >> 32 || slot == FREE {
                moved = std::mem::replace(place, moved);
                break;
            }
            if is(position(slot)) {
                return Some(position(slot));
            }
        }
        // Those behind it move on by one, up to a free slot.
        for place in places {
            if moved == FREE {
                break;
            }
            moved = std::mem::replace(place, moved);
        }
        if moved != FREE {
            self.slots.reserve_exact(BEHIND);
            self.slots.push(moved);
            self.slots.resize(self.slots.capacity(), FREE);
        }
        self.len = self.len.saturating_add(1);
        None
    }

    /// Makes room: a half more, as a table that doubles is half empty for long.
    #[cold]
    fn grow(&mut self) {
        self.homes = self.homes.saturating_add((self.homes / 2).max(12));
        self.most = self.homes.saturating_sub(self.homes / 4);
        let old = std::mem::replace(&mut self.slots, Vec::with_capacity(self.homes.saturating_add(BEHIND)));
        for slot in old.into_iter().filter(|slot| *slot != FREE) {
            let home = self.home(slot);
            if home > self.slots.len() {
                self.slots.resize(home, FREE);
            }
            self.slots.push(slot);
        }
        self.slots.resize(self.slots.capacity(), FREE);
    }
}

/// Where in `0..of` a number of 32 bits falls.
#[inline]
fn scale(number: u64, of: usize) -> usize {
    usize::try_from(number.wrapping_mul(of as u64) >> 32).unwrap_or(usize::MAX)
}

/// The position in the lower half of a slot.
#[inline]
fn position(slot: u64) -> usize {
    usize::try_from(slot & u64::from(u32::MAX)).unwrap_or(usize::MAX)
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
        let new = self.things.len();
        let known =
            self.index.find_or_insert(hash, new, |position| self.things.get(position).is_some_and(&is));
        let position = known.unwrap_or_else(|| {
            self.things.push(make());
            new
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

    /// The table of an index that it belongs to.
    #[inline]
    fn table(self) -> usize {
        scale(self.0 >> 32, TABLES)
    }

    /// The least slot with this hash.
    #[inline]
    fn slot(self) -> u64 {
        self.0 & !u64::from(u32::MAX)
    }
}
