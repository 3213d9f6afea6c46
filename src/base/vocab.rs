//! The closed vocabularies: each word stands here once, for rules, reports, files, messages and docs alike.

use std::fmt;

/// Defines an enum whose variants are words: spelling, order and look-up from one table.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every word, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as it is written everywhere.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a word; `None` for any other.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where runs are counted.
    Stratum {
        /// Pinned, unpinned and unattributed runs together.
        All = "all",
        /// Runs with pinned inputs.
        Pinned = "pinned",
        /// Runs that could not be attributed to a stratum.
        Unknowns = "unknowns",
        /// Runs with moving inputs.
        Unpinned = "unpinned",
    }
}

words! {
    /// Why a report says less than it should: one vocabulary for causes stated by reports and found by the reader.
    UnknownClass {
        /// A contract of the run was broken, says the report.
        Contract = "unknown_contract",
        /// A schema of the run was broken, says the report.
        Schema = "unknown_schema",
        /// An artefact of the run was missing, or an expected run left no report.
        ArtefactMissing = "unknown_artefact_missing",
        /// A cause that is not in this vocabulary.
        Other = "unknown_other",
        /// `Unknown_count` above the sum of its causes.
        Unspecified = "unknown_unspecified",
        /// A required field is absent.
        FieldMissing = "unknown_field_missing",
        /// A field has the wrong type or range, or stands twice in the object.
        FieldInvalid = "unknown_field_invalid",
        /// `policy_state` names no stratum.
        State = "unknown_state",
        /// Not major version 1 of the report schema: no count is trusted.
        SchemaVersion = "unknown_schema_version",
        /// Not a JSON object: broken, not UTF-8, truncated, nested too deep.
        ParseError = "unknown_parse_error",
        /// Reports of one run that contradict each other: no count is trusted.
        RunConflict = "unknown_run_conflict",
        /// An untagged run beside tagged ones, which could be of the judged cohort.
        Cohort = "unknown_cohort",
    }
}

impl UnknownClass {
    /// Whether a policy may waive it: only classes that reports state, never what the reader found.
    #[must_use]
    pub const fn can_be_waived(self) -> bool {
        matches!(
            self,
            Self::Contract | Self::Schema | Self::ArtefactMissing | Self::Other | Self::Unspecified
        )
    }
}

/// What a run can show: a counted signal, or one class of unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// `WARN_count`.
    Warn,
    /// `FAIL_count`.
    Fail,
    /// `Overrides_count`, or `override`.
    Override,
    /// All classes of unknown added up.
    Unknown,
    /// One class of unknown.
    Class(UnknownClass),
}

impl Signal {
    /// The four signals that every report counts.
    pub const COUNTED: [Self; 4] = [Self::Warn, Self::Fail, Self::Override, Self::Unknown];

    /// Every signal: the counted ones, then the classes.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::COUNTED.into_iter().chain(UnknownClass::ALL.iter().map(|class| Self::Class(*class)))
    }

    /// How many signals there are.
    pub const COUNT: usize = 16;

    /// Position in [`Signal::all`], below [`Signal::COUNT`].
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Warn => 0,
            Self::Fail => 1,
            Self::Override => 2,
            Self::Unknown => 3,
            Self::Class(class) => (class as usize).saturating_add(4),
        }
    }

    /// The word as it is written everywhere.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Override => "override",
            Self::Unknown => "unknown",
            Self::Class(class) => class.word(),
        }
    }

    /// The signal of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|signal| signal.word() == word)
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A set of signals: those a metric asks for, or those a run hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SignalSet(u16);

impl SignalSet {
    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `signal` is in it.
    #[must_use]
    pub const fn contains(self, signal: Signal) -> bool {
        self.0 >> signal.index() & 1 == 1
    }

    /// The set with `signal` added.
    #[must_use]
    pub const fn with(self, signal: Signal) -> Self {
        Self(self.0 | 1 << signal.index())
    }

    /// The set with `signal` taken out.
    #[must_use]
    pub const fn without(self, signal: Signal) -> Self {
        Self(self.0 & !(1 << signal.index()))
    }

    /// Whether a class of unknown is in it.
    #[must_use]
    pub const fn has_class(self) -> bool {
        self.0 >> Signal::COUNTED.len() != 0
    }

    /// The members that `others` has not.
    #[must_use]
    pub const fn minus(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// The members, counted signals first.
    pub fn iter(self) -> impl Iterator<Item = Signal> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let index = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            let class = || UnknownClass::ALL.get(index.checked_sub(Signal::COUNTED.len())?);
            Signal::COUNTED.get(index).copied().or_else(|| class().copied().map(Signal::Class))
        })
    }

    /// A number that no other set has.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }
}

impl FromIterator<Signal> for SignalSet {
    fn from_iter<I: IntoIterator<Item = Signal>>(signals: I) -> Self {
        signals.into_iter().fold(Self::default(), Self::with)
    }
}

words! {
    /// What is not known of a run.
    Mask {
        /// Which classes its unknowns belong to.
        Causes = "causes",
        /// Its FAIL count.
        Fail = "fail",
        /// Its override count.
        Override = "override",
        /// Its Unknown count.
        Unknown = "unknown",
        /// Its WARN count.
        Warn = "warn",
    }
}

words! {
    /// A field that was filled by a default, or from the path, instead of by the report.
    DefaultedField {
        /// `job`, from the path.
        Job = "job",
        /// `Overrides_count`, taken as 0.
        Override = "override",
        /// `policy_hash`, from the path.
        PolicyHash = "policy_hash",
        /// `policy_state`, from the path.
        PolicyState = "policy_state",
        /// `run_attempt`, from the path.
        RunAttempt = "run_attempt",
        /// `run_id`, from the path.
        RunId = "run_id",
        /// A tag, from the path.
        Tag = "tag",
        /// `timestamp`, from the path.
        Timestamp = "timestamp",
    }
}

/// Defines a set over a small word list, as bits.
macro_rules! word_set {
    ($(#[$meta:meta])* $set:ident of $word:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $set(u8);

        impl $set {
            /// Whether nothing is in it.
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether `word` is in it.
            #[must_use]
            pub const fn contains(self, word: $word) -> bool {
                self.0 >> (word as u8) & 1 == 1
            }

            /// The set with `word` added.
            #[must_use]
            pub const fn with(self, word: $word) -> Self {
                Self(self.0 | 1 << (word as u8))
            }

            /// A number that no other set has.
            #[must_use]
            pub const fn bits(self) -> u8 {
                self.0
            }

            /// The members, in the order of their table (which is that of their spelling).
            pub fn iter(self) -> impl Iterator<Item = $word> {
                $word::ALL.iter().copied().filter(move |word| self.contains(*word))
            }
        }

        impl FromIterator<$word> for $set {
            fn from_iter<I: IntoIterator<Item = $word>>(words: I) -> Self {
                words.into_iter().fold(Self::default(), Self::with)
            }
        }
    };
}

word_set! {
    /// What is not known of a run, together.
    MaskSet of Mask
}

impl MaskSet {
    /// Nothing of the run is known: it could not be read, or its counts are not trusted.
    #[must_use]
    pub fn untrusted() -> Self {
        [Mask::Fail, Mask::Override, Mask::Unknown, Mask::Warn].into_iter().collect()
    }
}

word_set! {
    /// Which fields were filled by a default.
    DefaultedSet of DefaultedField
}

words! {
    /// A field that reports are read for.
    ReportField {
        /// The name of the run.
        RunId = "run_id",
        /// Whether its inputs were pinned.
        PolicyState = "policy_state",
        /// How many WARNs.
        WarnCount = "WARN_count",
        /// How many FAILs.
        FailCount = "FAIL_count",
        /// How many overrides.
        OverridesCount = "Overrides_count",
        /// Whether there was an override: read where `Overrides_count` is absent.
        Override = "override",
        /// How many unknowns.
        UnknownCount = "Unknown_count",
        /// What they were.
        UnknownCauses = "Unknown_causes",
        /// When it ran.
        Timestamp = "timestamp",
        /// The cohort tag.
        PolicyHash = "policy_hash",
        /// The version of the report's form.
        SchemaVersion = "schema_version",
        /// The job.
        Job = "job",
        /// Which attempt.
        RunAttempt = "run_attempt",
    }
}

words! {
    /// What came of one check.
    Outcome {
        /// Violated, however the missing part had turned out.
        Violated = "violated",
        /// Cannot be told from what is known.
        Undetermined = "undetermined",
        /// Met, however the missing part had turned out.
        Met = "met",
        /// Its rule's `when` is false.
        NotApplicable = "not_applicable",
    }
}

words! {
    /// The answer.
    Decision {
        /// The rollout may go on.
        Go = "go",
        /// It may not.
        NoGo = "no_go",
        /// It cannot be told yet.
        Hold = "hold",
    }
}

impl Decision {
    /// How far from GO it is: 0 for GO, 1 for HOLD, 2 for NO-GO.
    #[must_use]
    pub const fn severity(self) -> u8 {
        match self {
            Self::Go => 0,
            Self::Hold => 1,
            Self::NoGo => 2,
        }
    }
}

words! {
    /// How far the rollout is observed.
    Phase {
        /// Not due yet.
        Observing = "observing",
        /// Not due yet, but every requirement is met with the confidence that the policy asks for.
        Early = "early",
        /// The verdict is due.
        Due = "due",
    }
}
