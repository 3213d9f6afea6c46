//! [`Scenario`]: a small set of runs, as it can be written into a test and as it is judged.

use crate::base::quantity::Type;
use crate::base::time::Duration;
use crate::base::vocab::{Signal, Stratum};
use crate::data::plan::Plan;
use crate::judge::{self, decide::Decided};
use crate::lang::fmt::canonical::{is_name, quoted};
use crate::lang::placing::{Placing, run_of};
use crate::lang::policy::{CohortChoice, Policy};
use crate::lang::testcase::{Counted, GivenRuns, MOST_RUNS, RunGroup, RunSign};
use crate::tools::suite::given::{Judged, count};

/// A small set of runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scenario {
    /// The runs, a group for each `given`.
    pub groups: Vec<Group>,
    /// `given elapsed`
    pub elapsed: Option<Duration>,
}

/// The runs of one `given`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Their stratum.
    pub stratum: Stratum,
    /// How many.
    pub runs: u64,
    /// What they show.
    pub items: Vec<(Counted, Signal, u64)>,
    /// Their tags.
    pub tags: Vec<(String, String)>,
    /// How far apart they are.
    pub each: Option<Duration>,
    /// They are written as a text, what they show at its end: the newest runs.
    pub newest: bool,
    /// Their reports cannot be read.
    pub unreadable: bool,
}

impl Group {
    /// Runs that show nothing.
    #[must_use]
    pub fn clean(stratum: Stratum, runs: u64) -> Self {
        Self {
            stratum,
            runs,
            items: Vec::new(),
            tags: Vec::new(),
            each: None,
            newest: false,
            unreadable: false,
        }
    }

    /// As a text; `None` if what they show cannot be written as one.
    fn signs(&self) -> Option<Vec<RunSign>> {
        if self.unreadable {
            return Some(vec![RunSign::Unreadable; usize::try_from(self.runs).ok()?]);
        }
        let mut signs = Vec::new();
        for (counted, signal, count) in &self.items {
            let sign = match (counted, signal) {
                (Counted::RunsWith, Signal::Warn) => RunSign::Warn,
                (Counted::RunsWith, Signal::Fail) => RunSign::Fail,
                (Counted::RunsWith, Signal::Override) => RunSign::Override,
                (Counted::RunsWith, Signal::Unknown) => RunSign::Unknown,
                _ => return None,
            };
            signs.extend(std::iter::repeat_n(sign, usize::try_from(*count).ok()?));
        }
        let clean = usize::try_from(self.runs).ok()?.checked_sub(signs.len())?;
        Some(std::iter::repeat_n(RunSign::Clean, clean).chain(signs).collect())
    }

    fn is_text(&self) -> bool {
        self.newest || self.unreadable || self.each.is_some() || !self.tags.is_empty()
    }

    /// Whether nothing is said twice, as in a test.
    fn is_sound(&self) -> bool {
        let with = |signal: fn(Signal) -> bool| {
            self.items.iter().any(|(counted, of, _)| *counted == Counted::RunsWith && signal(*of))
        };
        let twice = self.items.iter().enumerate().any(|(at, (counted, signal, _))| {
            self.items
                .iter()
                .skip(at.saturating_add(1))
                .any(|(other, of, _)| other == counted && of == signal)
        });
        let mixed =
            with(|signal| signal == Signal::Unknown) && with(|signal| matches!(signal, Signal::Class(_)));
        !twice && !mixed
    }

    fn given(&self) -> Option<RunGroup> {
        if !self.is_sound() {
            return None;
        }
        let runs = if self.is_text() {
            self.signs()?.into_iter().map(|sign| run_of(sign, self.stratum)).collect()
        } else {
            let mut placing = Placing::new(usize::try_from(self.runs).ok()?, self.stratum);
            for (counted, signal, count) in self.items.iter().filter(|(counted, ..)| *counted != Counted::Sum)
            {
                placing.take(*counted, *signal, *count).ok()?;
            }
            for (_, signal, sum) in self.items.iter().filter(|(counted, ..)| *counted == Counted::Sum) {
                let with = |(counted, of, _): &&(Counted, Signal, u64)| {
                    *counted == Counted::RunsWith && of == signal
                };
                let (.., runs) = self.items.iter().find(with)?;
                placing.spread(*signal, *sum, *runs);
            }
            placing.runs
        };
        Some(RunGroup { stratum: self.stratum, runs, each: self.each, tags: self.tags.clone() })
    }

    fn line(&self) -> Option<String> {
        if !self.is_text() {
            let items = self.items.iter().filter(|(.., count)| *count > 0);
            let items = items.map(|(counted, signal, count)| format!(", {counted}({signal}) {count}"));
            return Some(format!(
                "given {} {{ runs {}{} }}",
                self.stratum,
                self.runs,
                items.collect::<String>()
            ));
        }
        let signs: String = self.signs()?.into_iter().map(RunSign::word).collect();
        let mut line = format!("given runs in {} \"{signs}\"", self.stratum);
        if let Some(each) = self.each {
            line.push_str(" each ");
            line.push_str(&literal(each));
        }
        for (tag, value) in &self.tags {
            let tag = if is_name(tag) && tag != "stratum" { tag.clone() } else { quoted(tag) };
            line.extend([" ", &tag, " ", &quoted(value)]);
        }
        Some(line)
    }
}

fn literal(time: Duration) -> String {
    Type::Duration.literal(&time.seconds().into())
}

/// What a policy decides on a scenario.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The runs, counted.
    pub judged: Judged,
    /// What is decided.
    pub decided: Decided,
}

impl Scenario {
    /// Counts and judges it; `None` if it cannot be given.
    #[must_use]
    pub fn tried(&self, policy: &Policy, plan: &Plan) -> Option<Tried> {
        let groups = self.groups.iter().filter(|group| group.runs > 0);
        let groups: Vec<RunGroup> = groups.map(Group::given).collect::<Option<_>>()?;
        let total: usize = groups.iter().map(|group| group.runs.len()).sum();
        let longest = groups.iter().filter_map(RunGroup::length).max();
        let too_short = longest.zip(self.elapsed).is_some_and(|(runs, elapsed)| elapsed < runs);
        if total > MOST_RUNS || too_short {
            return None;
        }
        let own = (policy.cohort == CohortChoice::Own).then(|| policy.policy_hash.to_string());
        let judged = count(&GivenRuns { groups, elapsed: self.elapsed }, plan, own.as_deref());
        let decided = judge::decision(policy, &judged.metrics, judged.at);
        Some(Tried { judged, decided })
    }

    /// A test that gives it and expects what is decided.
    #[must_use]
    pub fn test(&self, name: &str, decided: &Decided) -> Option<String> {
        let groups = self.groups.iter().filter(|group| group.runs > 0);
        let mut lines: Vec<String> = groups.map(Group::line).collect::<Option<_>>()?;
        lines.extend(self.elapsed.map(|time| format!("given elapsed {}", literal(time))));
        let because = match decided.decided_by.as_slice() {
            [] => String::new(),
            rules => format!(" because {}", rules.join(", ")),
        };
        lines.push(format!("expect {}{because}", decided.decision));
        Some(format!("test {} {{\n  {}\n}}\n", quoted(name), lines.join("\n  ")))
    }
}
