//! [`Names`]: what many runs have in common, kept once and numbered: a run holds the number of its [`Kind`].

use crate::data::entries::Shape;
use crate::data::index::{Hash, Interner};
use crate::data::run::Run;

/// All that runs share beside their name, time and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The cohort tag.
    pub policy_hash: Text,
    /// The state as stated.
    pub policy_state: Text,
    /// The job.
    pub job: Text,
    /// The values of the tags that are asked for.
    pub tags: Tags,
    /// What they show.
    pub shape: Shape,
}

/// Number of a text; 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Text(u32);

/// Number of a list of values; 0 is a list without any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tags(u32);

/// How many kinds are known by a look at what was last.
const RECENT: usize = 256;

/// The distinct kinds of some runs.
#[derive(Debug, Clone, Default)]
pub struct Names {
    texts: Interner<Box<str>>,
    lists: Interner<Box<[Text]>>,
    kinds: Interner<Kind>,
    /// For each kind the hash of what it says of the identity: other tables number kinds otherwise.
    identities: Vec<Hash>,
    /// The texts last looked up in each place: they are often the next ones too.
    last: [[Text; 2]; 3],
    /// The same of kinds, by a hash of what differs most.
    last_kinds: Vec<u32>,
    /// Memory for a list of tags.
    list: Vec<Text>,
}

impl Names {
    /// The number of a run's kind.
    #[inline]
    pub fn of(&mut self, run: &Run<'_>, shape: Shape) -> u32 {
        let identity = &run.identity;
        let kind = Kind {
            policy_hash: self.recent(0, identity.policy_hash),
            policy_state: self.recent(1, identity.policy_state),
            job: self.recent(2, identity.job),
            tags: if run.tags.is_empty() { Tags(0) } else { self.tags(run.tags.iter().copied()) },
            shape,
        };
        let texts = u64::from(kind.policy_state.0) << 48 ^ u64::from(kind.tags.0) << 40;
        let place = Hash::default().with(shape.bits() ^ texts).part(RECENT);
        let last = self.last_kinds.get(place).copied().unwrap_or_default();
        if self.get(last) == Some(&kind) {
            return last;
        }
        let number = self.kind(kind);
        self.last_kinds.resize(RECENT, 0);
        if let Some(last) = self.last_kinds.get_mut(place) {
            *last = number;
        }
        number
    }

    /// The number of a kind of other names.
    pub fn adopt(&mut self, other: &Self, kind: u32) -> u32 {
        let Some(kind) = other.get(kind) else { return u32::MAX };
        let adopted = Kind {
            policy_hash: self.recent(0, other.read(kind.policy_hash)),
            policy_state: self.recent(1, other.read(kind.policy_state)),
            job: self.recent(2, other.read(kind.job)),
            tags: if kind.tags == Tags(0) { kind.tags } else { self.tags(other.values(kind.tags)) },
            shape: kind.shape,
        };
        self.kind(adopted)
    }

    /// The number of the kind.
    pub fn kind(&mut self, kind: Kind) -> u32 {
        let Kind { policy_hash, policy_state, job, tags, shape } = kind;
        let two = |a: u32, b: u32| u64::from(a) << 32 | u64::from(b);
        let numbers = Hash::default().with(two(policy_hash.0, policy_state.0)).with(two(job.0, tags.0));
        let number = self.kinds.intern(numbers.with(shape.bits()), |other| *other == kind, || kind);
        if number as usize == self.identities.len() {
            let identity = [policy_hash, policy_state, job];
            let hash =
                identity.into_iter().fold(Hash::default(), |hash, text| hash.with_text(self.read(text)));
            self.identities.push(hash);
        }
        number
    }

    /// The values that both lists have at the same place.
    pub fn common(&mut self, left: Tags, right: Tags) -> Tags {
        if left == right {
            return left;
        }
        let pairs = self.list(left).iter().zip(self.list(right));
        let list: Vec<Text> =
            pairs.map(|(left, right)| if left == right { *left } else { Text::default() }).collect();
        self.number(&list)
    }

    /// The kind with this number.
    #[inline]
    #[must_use]
    pub fn get(&self, kind: u32) -> Option<&Kind> {
        self.kinds.get(kind)
    }

    /// Whether runs of both kinds and of one name are one run.
    #[inline]
    #[must_use]
    pub fn same_identity(&self, left: u32, right: u32) -> bool {
        let identity = |kind: &Kind| (kind.policy_hash, kind.policy_state, kind.job);
        left == right || self.get(left).map(identity) == self.get(right).map(identity)
    }

    /// All kinds, by their numbers.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        self.kinds.things()
    }

    /// The hash of what a kind says of the identity of its runs.
    #[inline]
    #[must_use]
    pub fn identity(&self, kind: u32) -> Hash {
        self.identities.get(kind as usize).copied().unwrap_or_default()
    }

    /// A text.
    #[inline]
    #[must_use]
    pub fn read(&self, text: Text) -> Option<&str> {
        self.texts.get(text.0.checked_sub(1)?).map(AsRef::as_ref)
    }

    /// The values of a list.
    pub fn values(&self, tags: Tags) -> impl Iterator<Item = Option<&str>> {
        self.list(tags).iter().map(|text| self.read(*text))
    }

    /// The value at a place of a list.
    #[inline]
    #[must_use]
    pub fn value(&self, tags: Tags, place: usize) -> Option<&str> {
        self.read(*self.list(tags).get(place)?)
    }

    fn list(&self, tags: Tags) -> &[Text] {
        tags.0.checked_sub(1).and_then(|number| self.lists.get(number)).map(AsRef::as_ref).unwrap_or_default()
    }

    #[inline]
    fn recent(&mut self, place: usize, text: Option<&str>) -> Text {
        let [last, before] = self.last.get(place).copied().unwrap_or_default();
        if self.read(last) == text {
            return last;
        }
        let number = if self.read(before) == text { before } else { self.text(text) };
        if let Some(slot) = self.last.get_mut(place) {
            *slot = [number, last];
        }
        number
    }

    /// The number of a text.
    pub fn text(&mut self, text: Option<&str>) -> Text {
        let Some(text) = text else { return Text::default() };
        let hash = Hash::default().with_bytes(text.as_bytes());
        Text(self.texts.intern(hash, |other| **other == *text, || text.into()).saturating_add(1))
    }

    fn tags<'a>(&mut self, values: impl Iterator<Item = Option<&'a str>>) -> Tags {
        let mut list = std::mem::take(&mut self.list);
        list.clear();
        list.extend(values.map(|value| self.text(value)));
        let tags = self.number(&list);
        self.list = list;
        tags
    }

    fn number(&mut self, list: &[Text]) -> Tags {
        if list.iter().all(|text| *text == Text::default()) {
            return Tags::default();
        }
        let hash = list.iter().fold(Hash::default(), |hash, text| hash.with(text.0.into()));
        Tags(self.lists.intern(hash, |other| **other == *list, || list.into()).saturating_add(1))
    }
}
