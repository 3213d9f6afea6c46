//! [`Verdict`]: the answer and all it rests on, as plain data.

use std::collections::BTreeMap;

use crate::base::digest::Sha256;
use crate::base::rational::Rational;
use crate::base::source::Location;
use crate::base::time::{Duration, Timestamp};
use crate::base::vocab::{Decision, Outcome, Phase, Stratum, UnknownClass, words};
use crate::judge::trace::Trace;
pub use crate::lang::policy::Effect;
use crate::lang::policy::{CohortChoice, Constant, Source, Waiver};

/// What was decided, by which text, on which numbers, how close it was, and what would have changed it.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The answer.
    pub decision: Decision,
    /// How far the rollout is observed.
    pub phase: Phase,
    /// How much is observed, and how much the policy asks for.
    pub progress: Progress,
    /// The ids of the deciding rules, sorted; `due` while observing; empty for GO.
    pub decided_by: Vec<String>,
    /// Up to three sentences: why.
    pub reasons: Vec<String>,
    /// The time of evaluation.
    pub evaluated_at: Option<Timestamp>,
    /// Where that time came from.
    pub evaluated_at_source: TimeSource,
    /// The policy.
    pub policy: PolicyRecord,
    /// The judged runs.
    pub cohort: CohortRecord,
    /// What was counted.
    pub evidence: EvidenceRecord,
    /// The rules, sorted by id.
    pub rules: Vec<RuleRecord>,
    /// How many checks were made with confidence, each in every stratum and group: of many, one may come out wrong by
    /// chance.
    pub confidence_checks: usize,
    /// The waivers, sorted by class, then stratum.
    pub waivers: Vec<WaiverRecord>,
    /// The verdict under other assumptions.
    pub sensitivity: Sensitivity,
    /// What does not change the verdict, but should be seen.
    pub advisories: Vec<Advisory>,
    /// What the caller added, verbatim.
    pub context: BTreeMap<String, String>,
}

impl Verdict {
    /// The unknowns of the judged runs, per class.
    #[must_use]
    pub fn unknowns(&self) -> Vec<Unknowns> {
        let of_class = |(class, runs): (&UnknownClass, &u64)| {
            let in_force =
                || self.waivers.iter().filter(|record| record.waiver.class == *class && !record.void);
            let is_everywhere =
                |record: &&WaiverRecord| matches!(record.waiver.stratum, None | Some(Stratum::All));
            let waived = match in_force().find(is_everywhere) {
                Some(everywhere) => everywhere.runs,
                None => in_force().map(|record| record.runs).fold(0, u64::saturating_add),
            };
            Unknowns { class: *class, runs: *runs, waived: waived.min(*runs) }
        };
        self.evidence.classes.iter().map(of_class).collect()
    }
}

/// Judged runs with a class of unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unknowns {
    /// The class.
    pub class: UnknownClass,
    /// How many there are.
    pub runs: u64,
    /// To how many of them a waiver applies.
    pub waived: u64,
}

impl Unknowns {
    /// How many no waiver applies to.
    #[must_use]
    pub const fn not_waived(&self) -> u64 {
        self.runs.saturating_sub(self.waived)
    }
}

words! {
    /// Where the time of evaluation came from.
    TimeSource {
        /// The newest attributed run of the judged cohort.
        NewestRun = "newest_run",
        /// `--at TIME`.
        Flag = "flag",
        /// `--at now`.
        Now = "now",
    }
}

/// How much is observed, and how much the policy asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Attributed runs.
    pub runs: u64,
    /// How many are asked for.
    pub runs_needed: Option<u64>,
    /// First run to time of evaluation.
    pub elapsed: Option<Duration>,
    /// How long is asked for.
    pub elapsed_needed: Option<Duration>,
    /// Both are asked for, not one of them.
    pub all_needed: bool,
    /// While observing: what it would be if it were due now.
    pub if_due_now: Option<Alternative>,
    /// While it is not due, and `early` is asked for.
    pub early: Option<EarlyProgress>,
}

/// What an early GO asks for, and what keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyProgress {
    /// The confidence with which each requirement must be met.
    pub confidence: Rational,
    /// The rules with one that is not, sorted.
    pub held_back_by: Vec<String>,
}

/// The policy as judged.
#[derive(Debug, Clone)]
pub struct PolicyRecord {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of rules and constants.
    pub policy_hash: Sha256,
    /// SHA-256 of the canonical text.
    pub rules_hash: Sha256,
    /// The canonical text.
    pub canonical_text: String,
    /// The constants as resolved, sorted by name.
    pub constants: Vec<Constant>,
    /// The files it was read from.
    pub sources: Vec<Source>,
}

/// Which runs were judged, and which others there are.
#[derive(Debug, Clone)]
pub struct CohortRecord {
    /// How the policy chooses.
    pub choice: CohortChoice,
    /// Whether a cohort is judged at all; if not, why.
    pub judged: Result<(), NoCohort>,
    /// The tag of the judged runs.
    pub observed_policy_hash: Option<String>,
    /// Whether that is this very policy.
    pub is_own: bool,
    /// The other cohorts.
    pub others: Vec<OtherCohort>,
}

words! {
    /// Why no cohort is judged.
    NoCohort {
        /// There are no runs.
        NoRuns = "no_runs",
        /// No run is of this very policy.
        NoOwnRuns = "no_runs_of_this_policy",
        /// Two cohorts share the newest time.
        SameTime = "newest_cohorts_at_the_same_time",
        /// Several cohorts, none with a time.
        NoTimestamps = "several_cohorts_without_timestamps",
    }
}

/// A cohort that was not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherCohort {
    /// Its tag.
    pub policy_hash: Option<String>,
    /// Its runs.
    pub runs: u64,
    /// Its first attributed run.
    pub first_run_at: Option<Timestamp>,
    /// Its newest attributed run.
    pub last_run_at: Option<Timestamp>,
}

/// Where the numbers come from, as told by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Reports or a metrics file.
    pub source: EvidenceSource,
    /// SHA-256 of the metrics file, as `aggregate` writes it.
    pub metrics_sha256: Sha256,
    /// SHA-256 of the sorted list of the input files' SHA-256.
    pub inputs_sha256: Option<Sha256>,
    /// Runs after the time of evaluation: how many, and the first of their run_ids.
    pub after_at: NotJudged,
    /// How many runs were expected, and of how many of them there are reports; `None`: nobody said.
    pub expected: Option<(u64, u64)>,
}

words! {
    /// What was read.
    EvidenceSource {
        /// Reports.
        Reports = "reports",
        /// A metrics file.
        Metrics = "metrics",
    }
}

/// Runs that were left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotJudged {
    /// How many.
    pub runs: u64,
    /// The first of their run_ids.
    pub run_ids: Vec<String>,
}

/// What was counted.
#[derive(Debug, Clone)]
pub struct EvidenceRecord {
    /// Where the numbers come from.
    pub evidence: Evidence,
    /// All reports read, of every cohort.
    pub reports: u64,
    /// Reports that repeat a run.
    pub duplicates: u64,
    /// Reports of a later attempt.
    pub reruns: u64,
    /// Judged runs per stratum.
    pub runs: BTreeMap<Stratum, u64>,
    /// Untagged runs that could be of the judged cohort.
    pub untold: u64,
    /// First attributed run.
    pub first_run_at: Option<Timestamp>,
    /// Newest attributed run.
    pub last_run_at: Option<Timestamp>,
    /// Judged runs with a field that was filled by a default, per field.
    pub defaulted: BTreeMap<String, u64>,
    /// Judged runs per class of unknown.
    pub classes: BTreeMap<UnknownClass, u64>,
}

/// A rule and what came of it.
#[derive(Debug, Clone)]
pub struct RuleRecord {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Why it is there.
    pub because: Option<String>,
    /// Where to read on.
    pub see: Vec<String>,
    /// The worst outcome of its checks.
    pub outcome: Outcome,
    /// Base name of the file it stands in.
    pub file: String,
    /// Where it stands there.
    pub location: Location,
    /// Its canonical text.
    pub text: String,
    /// Its checks, as written; each once for every stratum and group.
    pub checks: Vec<CheckRecord>,
}

impl RuleRecord {
    /// The strata and groups in which the check at a position of its rule was made, of `checks` that the rule has.
    ///
    /// INVARIANT: the places of each check stand in a row, as many for each.
    #[must_use]
    pub fn places_of(&self, checks: usize, position: usize) -> &[CheckRecord] {
        let each = self.checks.len().checked_div(checks).unwrap_or(0);
        let start = each.saturating_mul(position);
        self.checks.get(start..start.saturating_add(each)).unwrap_or_default()
    }
}

/// A check in one stratum and group, and what came of it.
#[derive(Debug, Clone)]
pub struct CheckRecord {
    /// The stratum, where its rule goes through strata.
    pub stratum: Option<Stratum>,
    /// The group, where its rule goes through groups: the value of the tag.
    pub group: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// What follows from a violation.
    pub effect: Effect,
    /// Its canonical text.
    pub text: String,
    /// Where it stands in the rules.
    pub location: Location,
    /// The outcome in a sentence.
    pub explanation: String,
    /// How each part of its rule's `when` came out, where the check does not apply or cannot be told to.
    pub when: Option<Trace>,
    /// How each part of it came out.
    pub trace: Trace,
    /// How close it was.
    pub margin: Option<Margin>,
    /// The confidence that its rates were judged with, if any.
    pub confidence: Option<Rational>,
    /// Runs that count against it.
    pub against: RunIds,
}

/// Some runs by name, and how many more there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunIds {
    /// Up to five, in natural order.
    pub first: Vec<String>,
    /// Further runs.
    pub more: u64,
}

/// How close a comparison of a rate with a fixed value was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Margin {
    /// From the rate's worst end to the limit, in points (1 is 100pp); negative on the wrong side.
    pub distance: Rational,
    /// With the number of runs fixed: how many more hits (for `<`) or fewer (for `>`) it would bear; negative:
    /// how many are needed the other way.
    pub slack: i64,
    /// Whether few hits meet the check (`<`), or many (`>`).
    pub at_most: bool,
    /// The most hits (for `<`; for `>` the least) that meet the check; negative if none do.
    pub bound: i64,
    /// The runs it is a rate of.
    pub of: u64,
    /// With confidence, where it is not met: how many more runs without a hit (for `>`: with one) would meet it.
    pub more_runs: Option<u64>,
}

/// A waiver and what it did.
#[derive(Debug, Clone)]
pub struct WaiverRecord {
    /// The waiver.
    pub waiver: Waiver,
    /// Judged runs of its class.
    pub runs: u64,
    /// Past its date, or without a time.
    pub void: bool,
    /// In force, but no run is of its class.
    pub unused: bool,
}

/// A verdict by the checks alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The answer.
    pub decision: Decision,
    /// The deciding rules.
    pub decided_by: Vec<String>,
}

/// The verdict again, by the checks alone, as if due, under four assumptions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sensitivity {
    /// Under each assumption: the verdict, and the rules that tip it.
    pub assumptions: Vec<(Assumption, Decision, Vec<String>)>,
    /// Whether all agree with the verdict as judged.
    pub robust: bool,
}

words! {
    /// What is assumed otherwise.
    Assumption {
        /// Every metric is judged `among known`.
        MissingIgnored = "missing_ignored",
        /// Each override is taken for a FAIL.
        OverridesAsFail = "overrides_as_fail",
        /// Runs with an override are left out.
        OverridesLeftOut = "overrides_left_out",
        /// No class of unknown is waived.
        WaiversIgnored = "waivers_ignored",
    }
}

/// Something to be seen beside the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advisory {
    /// What kind.
    pub kind: AdvisoryKind,
    /// The rule or class it is about.
    pub subject: Option<String>,
    /// It in a sentence.
    pub text: String,
}

words! {
    /// What an advisory is about.
    AdvisoryKind {
        /// The judged runs were not recorded under this policy.
        CohortNotOwn = "cohort_not_own",
        /// A `prefer` is violated.
        PreferViolated = "prefer_violated",
        /// Runs after the time of evaluation were left out.
        RunsAfterAt = "runs_after_at",
        /// A waiver covers no run.
        WaiverUnused = "waiver_unused",
        /// A waiver is past its date, or there is no time to hold it against.
        WaiverVoid = "waiver_void",
    }
}
