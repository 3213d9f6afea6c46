//! [`Records`]: the names and counts of runs, packed to some bytes each.

use crate::base::digest::Sha256;
use crate::base::vocab::{Signal, SignalSet};
use crate::data::run::{Counts, Run};

/// How many bytes a block holds; a longer record has one of its own.
const BLOCK: usize = 1 << 16;

/// The most bytes that a number takes.
const NUMBER: usize = 19;

/// Packed records, in blocks, so that growing copies nothing.
///
/// A record is the length of the run_id, the run_id, the attempt, and the count of each signal hit except `unknown`,
/// which is the sum of the classes. Numbers take seven bits a byte. Where the length is 0 there is no run_id, and in
/// its place stand the number of bytes of the raw report's digest, 0 or 32, and that digest.
#[derive(Debug, Clone, Default)]
pub struct Records {
    full: Vec<Vec<u8>>,
    last: Vec<u8>,
}

/// Where a record begins: its block, and the place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Number of the block.
    pub block: u32,
    /// Byte in the block.
    pub offset: u16,
}

/// A record, unpacked.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The run_id; empty if there is none.
    pub run_id: &'a [u8],
    /// What follows it: the digest, if there is no run_id, the attempt, the counts, and other records.
    rest: &'a [u8],
}

impl Records {
    /// Appends the record of a run; where it begins, and its length.
    #[inline]
    pub fn add(&mut self, run: &Run<'_>, hits: SignalSet) -> (At, usize) {
        let run_id = run.identity.run_id.unwrap_or_default();
        let most = Signal::COUNT.saturating_add(2).saturating_mul(NUMBER).saturating_add(33);
        let (at, block) = self.room(run_id.len().saturating_add(most));
        let before = block.len();
        let digest = run.raw.as_ref().map_or(&[][..], |raw| raw.bytes());
        pack_into(block, run_id, digest, run.attempt, &run.counts, hits);
        (at, block.len().saturating_sub(before))
    }

    /// Appends a record that is packed already.
    #[inline]
    pub fn push(&mut self, record: &[u8]) -> At {
        let (at, block) = self.room(record.len());
        block.extend_from_slice(record);
        at
    }

    /// A block with room for so many bytes, and where the next record in it begins.
    #[inline]
    fn room(&mut self, bytes: usize) -> (At, &mut Vec<u8>) {
        if self.last.len().saturating_add(bytes) > BLOCK && !self.last.is_empty() {
            // The first block has grown as it was needed, as most lists are short; the others have their size at once.
            let next = Vec::with_capacity(BLOCK.max(bytes));
            self.full.push(std::mem::replace(&mut self.last, next));
        }
        let block = u32::try_from(self.full.len()).unwrap_or(u32::MAX);
        // INVARIANT: a record begins within the first BLOCK bytes, as what is full takes no other.
        let offset = u16::try_from(self.last.len()).unwrap_or(u16::MAX);
        (At { block, offset }, &mut self.last)
    }

    /// The bytes from the start of a record on.
    #[inline]
    #[must_use]
    pub fn tail(&self, at: At) -> &[u8] {
        let block = self.full.get(at.block as usize).unwrap_or(&self.last);
        block.get(usize::from(at.offset)..).unwrap_or_default()
    }

    /// The record of a run that hits `hits`, packed.
    #[must_use]
    pub fn packed(&self, at: At, hits: SignalSet) -> &[u8] {
        let tail = self.tail(at);
        let rest = counted(hits).fold(Record::read(tail).attempt_and_rest().1, |rest, _| number(rest).1);
        tail.get(..tail.len().saturating_sub(rest.len())).unwrap_or_default()
    }

    /// Takes all records away.
    pub fn clear(&mut self) {
        self.full.clear();
        self.last.clear();
    }
}

impl<'a> Record<'a> {
    /// The record at the start of some bytes.
    #[inline]
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Self {
        let (run_id, rest) = text(bytes);
        Self { run_id, rest }
    }

    /// The digest of the raw report; only without a run_id.
    #[must_use]
    pub fn raw(&self) -> Option<Sha256> {
        let digest = if self.run_id.is_empty() { text(self.rest).0 } else { &[] };
        digest.try_into().ok().map(Sha256::from_bytes)
    }

    /// The attempt.
    #[inline]
    #[must_use]
    pub fn attempt(&self) -> u64 {
        // INVARIANT: it was a `u64` when it was pushed.
        u64::try_from(self.attempt_and_rest().0).unwrap_or(u64::MAX)
    }

    /// The attempt, and the counts with what follows them.
    #[inline]
    fn attempt_and_rest(&self) -> (u128, &'a [u8]) {
        number(if self.run_id.is_empty() { text(self.rest).1 } else { self.rest })
    }

    /// The counts of a run that hits `hits`.
    #[must_use]
    pub fn counts(&self, hits: SignalSet) -> Counts {
        let mut counts = Counts::default();
        self.add_to(&mut counts, hits);
        counts
    }

    /// Adds the counts of a run that hits `hits` to others.
    pub fn add_to(&self, sums: &mut Counts, hits: SignalSet) {
        let (_, mut rest) = self.attempt_and_rest();
        for signal in counted(hits) {
            let (count, after) = number(rest);
            sums.add(signal, count);
            if matches!(signal, Signal::Class(_)) {
                sums.add(Signal::Unknown, count);
            }
            rest = after;
        }
    }
}

/// A record of a run with a run_id.
#[must_use]
pub fn pack(run_id: &[u8], attempt: u64, counts: &Counts, hits: SignalSet) -> Vec<u8> {
    let mut record = Vec::new();
    pack_into(&mut record, run_id, &[], attempt, counts, hits);
    record
}

#[inline]
fn pack_into(
    block: &mut Vec<u8>,
    run_id: &[u8],
    digest: &[u8],
    attempt: u64,
    counts: &Counts,
    hits: SignalSet,
) {
    push_number(block, run_id.len() as u128);
    block.extend_from_slice(run_id);
    if run_id.is_empty() {
        push_number(block, digest.len() as u128);
        block.extend_from_slice(digest);
    }
    push_number(block, attempt.into());
    for signal in counted(hits) {
        push_number(block, counts.get(signal));
    }
}

/// The run_id at the start of a record; empty if there is none.
#[inline]
#[must_use]
pub fn run_id(record: &[u8]) -> &[u8] {
    text(record).0
}

/// The signals whose counts a record holds.
fn counted(hits: SignalSet) -> impl Iterator<Item = Signal> {
    hits.without(Signal::Unknown).iter()
}

/// A length, and so many bytes.
#[inline]
fn text(bytes: &[u8]) -> (&[u8], &[u8]) {
    if let [length @ ..0x80, rest @ ..] = bytes
        && let Some(split) = rest.split_at_checked(usize::from(*length))
    {
        return split;
    }
    let (length, rest) = number(bytes);
    usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length)).unwrap_or_default()
}

#[inline]
fn push_number(block: &mut Vec<u8>, number: u128) {
    match u8::try_from(number) {
        Ok(byte @ ..0x80) => block.push(byte),
        _ => push_long_number(block, number),
    }
}

#[inline(never)]
fn push_long_number(block: &mut Vec<u8>, mut number: u128) {
    while number >= 0x80 {
        block.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    block.push((number & 0x7f) as u8);
}

#[inline]
fn number(bytes: &[u8]) -> (u128, &[u8]) {
    match bytes {
        [byte, rest @ ..] if byte & 0x80 == 0 => (u128::from(*byte), rest),
        _ => long_number(bytes),
    }
}

fn long_number(bytes: &[u8]) -> (u128, &[u8]) {
    let (mut value, mut shift, mut rest) = (0_u128, 0_u32, bytes);
    while let [byte, after @ ..] = rest {
        value |= u128::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        (shift, rest) = (shift.saturating_add(7), after);
        if byte & 0x80 == 0 {
            break;
        }
    }
    (value, rest)
}
