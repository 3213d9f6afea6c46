//! What a test says of its runs in braces → the runs; what cannot be said of them is an error.

use std::collections::BTreeMap;

use crate::base::source::Span;
use crate::base::vocab::{Signal, Stratum};
use crate::lang::diagnostic::Diagnostics;
use crate::lang::placing::{Placing, STATE};
use crate::lang::syntax::ast::Item;
use crate::lang::testcase::{Counted, GivenRun, MOST_RUNS, MOST_RUNS_OF_ALL};

use super::error::{NameError, TestError};
use super::suggest::{from_list, signal_words};

/// How many runs may still be given.
#[derive(Debug)]
pub(super) struct Budget {
    /// In the test at hand.
    test: usize,
    /// In all tests.
    all: usize,
    /// There were too many, and that was told.
    exceeded: bool,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { test: MOST_RUNS, all: MOST_RUNS_OF_ALL, exceeded: false }
    }

    /// Goes on to the next test.
    pub(super) fn next_test(&mut self) {
        self.test = MOST_RUNS;
        self.exceeded = self.all == 0;
    }

    /// Whether so many more runs can be given; if not, that is told once.
    pub(super) fn spend(&mut self, runs: usize, span: Span, diagnostics: &mut Diagnostics) -> bool {
        if self.exceeded {
            return false;
        }
        self.exceeded = runs > self.test || runs > self.all;
        if !self.exceeded {
            self.test = self.test.saturating_sub(runs);
            self.all = self.all.saturating_sub(runs);
            return true;
        }
        let what = if runs > self.test {
            "more than 100,000 runs"
        } else {
            // Tests that follow are not looked at any more.
            self.all = 0;
            "more than 1,000,000 runs in the tests up to here"
        };
        diagnostics.rules(&TestError::TooLarge { what, span });
        false
    }
}

/// An item whose words are looked up.
struct Known {
    counted: Counted,
    /// `None` for `runs`.
    signal: Option<Signal>,
    count: u64,
    /// As it is written, without its number.
    text: String,
    span: Span,
}

/// The runs of `given STRATUM { … }`; `None` if something is wrong with it.
pub(super) fn runs_of(
    items: &[Item],
    stratum: Option<Stratum>,
    budget: &mut Budget,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<GivenRun>> {
    let known: Vec<Option<Known>> = items.iter().map(|item| look_up(item, diagnostics)).collect();
    let known: Vec<Known> = known.into_iter().collect::<Option<_>>()?;
    let mut sound = said_once(&known, diagnostics);
    let stratum = stratum?;
    let total = known.iter().find(|item| item.counted == Counted::Runs);
    let count = total.map_or(0, |total| total.count);
    let size = usize::try_from(count).unwrap_or(usize::MAX);
    let span = total.map(|total| total.span).unwrap_or_default();
    // What is said twice is not said of any runs.
    if !budget.spend(size, span, diagnostics) || !sound {
        return None;
    }
    let mut placing = Placing::new(size, stratum);
    for item in &known {
        let Some(signal) = item.signal.filter(|_| item.counted != Counted::Sum) else { continue };
        if stratum == Stratum::Unknowns
            && (signal == STATE || signal == Signal::Unknown && item.counted == Counted::RunsWith)
        {
            diagnostics.rules(&TestError::SaidOfAll { signal: signal.word(), span: item.span });
            sound = false;
            continue;
        }
        if let Err(free) = placing.take(item.counted, signal, item.count) {
            let help = match (total, free) {
                (None, _) => format!("say first how many runs there are: `runs {}, …`", item.count),
                (Some(_), free) if free == count => {
                    format!("there are only {count} runs: write `runs {}`, or less here", item.count)
                }
                (Some(_), _) => {
                    "what is said of a run is not said again: give more runs, or less of this".to_owned()
                }
            };
            let (item, count, span) = (item.text.clone(), item.count, item.span);
            diagnostics.rules(&TestError::MoreThanThereAre { item, count, free, help, span });
            sound = false;
        }
    }
    for item in known.iter().filter(|item| item.counted == Counted::Sum) {
        let Some(signal) = item.signal else { continue };
        let with = |other: &&Known| other.counted == Counted::RunsWith && other.signal == Some(signal);
        let runs = known.iter().find(with).map_or(0, |with| with.count);
        let (signal_word, sum, span) = (signal.word().to_owned(), item.count, item.span);
        if runs == 0 && sum > 0 {
            let runs = sum.min(count).max(1);
            diagnostics.rules(&TestError::SumWithoutRuns { signal: signal_word, runs, sum, span });
            sound = false;
        } else if sum < runs {
            diagnostics.rules(&TestError::SumTooSmall { signal: signal_word, sum, runs, span });
            sound = false;
        } else {
            placing.spread(signal, sum, runs);
        }
    }
    sound.then_some(placing.runs)
}

/// Looks up the words of an item; not known: an error.
fn look_up(item: &Item, diagnostics: &mut Diagnostics) -> Option<Known> {
    let (name, span) = (item.name.node.as_str(), item.name.span);
    let count = item.count.node;
    let Some(counted) = Counted::from_word(name) else {
        diagnostics.rules(&TestError::UnknownItem { name: name.to_owned(), span, help: instead_of(item) });
        return None;
    };
    let all = span.to(item.signals.last().map_or(span, |last| last.span));
    let problem = match (counted, item.signals.as_slice()) {
        (Counted::Runs, []) => {
            return Some(Known { counted, signal: None, count, text: name.to_owned(), span });
        }
        (Counted::Runs, [signal, ..]) => {
            ("takes no signals", format!("write `runs {count}`, or `runs_with({}) {count}`", signal.node))
        }
        (_, []) => ("does not say of which signal", format!("write `{name}(fail) {count}`")),
        (_, [signal]) => {
            let Some(found) = Signal::from_word(&signal.node) else {
                let help = from_list(&signal.node, "signals", &signal_words());
                let (name, span) = (signal.node.clone(), signal.span);
                diagnostics.rules(&NameError::UnknownSignal { name, span, help });
                return None;
            };
            let text = format!("{counted}({found})");
            return Some(Known { counted, signal: Some(found), count, text, span: all });
        }
        (_, several) => {
            let each: Vec<String> =
                several.iter().map(|signal| format!("{name}({}) {count}", signal.node)).collect();
            ("is said of several signals", format!("say it of each: `{}`", each.join(", ")))
        }
    };
    let (problem, help) = problem;
    diagnostics.rules(&TestError::ItemSignals { item: counted.word(), problem, help, span: all });
    None
}

fn instead_of(item: &Item) -> String {
    let count = item.count.node;
    let signals: Vec<&str> = item.signals.iter().map(|signal| signal.node.as_str()).collect();
    let signals = if signals.is_empty() { "fail".to_owned() } else { signals.join(", ") };
    match item.name.node.as_str() {
        "rate" | "mean" | "count" | "share" => {
            format!("say in how many runs: `runs_with({signals}) {count}`")
        }
        name if Signal::from_word(name).is_some() => format!("write `runs_with({name}) {count}`"),
        name => {
            let words: Vec<&str> = Counted::ALL.iter().map(|word| word.word()).collect();
            from_list(name, "items", &words)
        }
    }
}

/// Whether nothing is said twice.
fn said_once(items: &[Known], diagnostics: &mut Diagnostics) -> bool {
    let mut sound = true;
    let mut seen: BTreeMap<(Counted, Option<Signal>), Span> = BTreeMap::new();
    for item in items {
        if let Some(first) = seen.get(&(item.counted, item.signal)) {
            let (text, span, first) = (item.text.clone(), item.span, *first);
            diagnostics.rules(&TestError::ItemTwice { item: text, span, first });
            sound = false;
        } else {
            seen.insert((item.counted, item.signal), item.span);
        }
    }
    let with = |item: &&Known| item.counted == Counted::RunsWith;
    let unknown = items.iter().filter(with).find(|item| item.signal == Some(Signal::Unknown));
    let class = items.iter().filter(with).find_map(|item| match item.signal {
        Some(Signal::Class(class)) => Some((class, item.span)),
        _ => None,
    });
    if let (Some(unknown), Some((class, other))) = (unknown, class) {
        diagnostics.rules(&TestError::UnknownAndClass { class: class.word(), span: unknown.span, other });
        sound = false;
    }
    sound
}
