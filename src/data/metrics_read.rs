//! [`read`]: a metrics file → [`Metrics`], from its profiles alone; everything else in it must follow from them, but
//! for the groups, which are only shown.

use crate::base::json_read::{Node, parse};
use crate::base::source::Spanned;
use crate::base::vocab::{DefaultedField, Mask, Signal, UnknownClass};
use crate::data::groups_read::groups;
use crate::data::metrics::{Cohort, Metrics};
use crate::data::metrics_file::{FORMAT, write};
use crate::data::metrics_place::{At, MetricsError, Result, join};
use crate::data::natural;
use crate::data::profile::{Profile, RUN_IDS_KEPT, Row, RowKey};

/// Reads a metrics file; one that is not exactly what its profiles give is refused.
pub fn read(text: &str) -> Result<Metrics> {
    let tree = parse(text)
        .map_err(|error| MetricsError::Json { message: error.message, offset: error.span.start })?;
    let file = At { path: String::new(), node: &tree.node };
    if !matches!(file.member("format"), Ok(At { node: Node::String(format), .. }) if format == FORMAT) {
        return Err(MetricsError::Format);
    }
    let metrics = Metrics {
        cohorts: file.member("cohorts")?.elements()?.iter().map(cohort).collect::<Result<_>>()?,
        reports: file.member("reports")?.number()?,
        duplicates: file.member("duplicates")?.number()?,
        reruns: file.member("reruns")?.number()?,
    };
    check_totals(&file, &metrics)?;
    let written = write(&metrics);
    if written == text {
        return Ok(metrics);
    }
    // INVARIANT: what is written is JSON.
    let expected = parse(&written).map_err(|_| MetricsError::Layout)?;
    Err(difference("", &tree.node, &expected.node).unwrap_or(MetricsError::Layout))
}

fn cohort(at: &At<'_>) -> Result<Cohort> {
    let strata = at.member("strata")?;
    let profile = |name: &str| profile(&strata.member(name)?.member("profile")?);
    let mut cohort = Cohort {
        policy_hash: at.member("policy_hash")?.option(|at| at.text().map(str::to_owned))?,
        first_run_at: at.member("first_run_at")?.option(At::time)?,
        last_run_at: at.member("last_run_at")?.option(At::time)?,
        pinned: profile("pinned")?,
        unpinned: profile("unpinned")?,
        unknowns: profile("unknowns")?,
        untold: at.optional("untold")?.map(|at| self::profile(&at)).transpose()?,
        ..Cohort::default()
    };
    let attributed = cohort.pinned.runs().saturating_add(cohort.unpinned.runs());
    if cohort.first_run_at.is_some() != cohort.last_run_at.is_some()
        || cohort.first_run_at > cohort.last_run_at
        || (cohort.first_run_at.is_some() && attributed == 0)
        || (attributed <= 1 && cohort.first_run_at != cohort.last_run_at)
    {
        return at.fail("its runs cannot have these first and last times");
    }
    if cohort.policy_hash.as_deref() == Some("") {
        return at.fail("its tag is empty");
    }
    if attributed == 0 && cohort.unknowns.runs() == 0 {
        return at.fail("it has no runs");
    }
    cohort.groups = groups(&at.member("groups")?, &cohort)?;
    Ok(cohort)
}

fn profile(at: &At<'_>) -> Result<Profile> {
    let mut profile = Profile::default();
    for at in at.elements()? {
        let (key, row) = row(&at)?;
        if profile.rows.insert(key, row).is_some() {
            return at.fail("the same row stands twice");
        }
    }
    Ok(profile)
}

fn row(at: &At<'_>) -> Result<(RowKey, Row)> {
    let runs: u64 = at.member("runs")?.number()?;
    let mut row = Row { runs, ..Row::default() };
    let counts = at.member("counts")?;
    for (name, _) in counts.members()? {
        let count = counts.member(&name.node)?;
        let Some(signal) = Signal::from_word(&name.node) else { return count.fail("is no signal") };
        let sum: u128 = count.number()?;
        if sum < u128::from(runs) {
            return count.fail("is less than one for each run");
        }
        row.sums.add(signal, sum);
    }
    let key = RowKey {
        hits: row.sums.hits(),
        missing: at.member("missing")?.words(Mask::from_word)?.into_iter().collect(),
        defaulted: at.member("defaulted")?.words(DefaultedField::from_word)?.into_iter().collect(),
    };
    let run_ids = at.member("run_ids")?;
    row.run_ids = run_ids.elements()?.iter().map(|at| at.text().map(str::to_owned)).collect::<Result<_>>()?;
    if row.run_ids.len() > RUN_IDS_KEPT || row.run_ids.len() as u64 > runs {
        return run_ids.fail("has more names than are kept");
    }
    if row.run_ids.iter().any(String::is_empty)
        || !row.run_ids.is_sorted_by(|a, b| natural::compare(a, b).is_le())
    {
        return run_ids.fail("is not in natural order, or a name is empty");
    }
    if runs == 0 {
        return at.fail("counts no runs");
    }
    if row.sums.get(Signal::Unknown) != row.sums.of_classes() {
        return counts.fail("`unknown` is not the sum of its classes");
    }
    let unspecified = key.hits.contains(Signal::Class(UnknownClass::Unspecified));
    if unspecified && !key.missing.contains(Mask::Causes) {
        return at.fail("runs with `unknown_unspecified` have causes that are not known");
    }
    Ok((key, row))
}

fn check_totals(file: &At<'_>, metrics: &Metrics) -> Result<()> {
    let cohorts = file.member("cohorts")?;
    if !metrics.cohorts.is_sorted_by(|a, b| a.policy_hash < b.policy_hash) {
        return cohorts.fail("is not sorted by `policy_hash`");
    }
    if metrics.cohorts.iter().any(|cohort| cohort.policy_hash.is_some() != cohort.untold.is_some()) {
        return cohorts.fail("only tagged cohorts have `untold`, and all of them");
    }
    let untagged = metrics.cohorts.iter().filter(|cohort| cohort.policy_hash.is_none());
    let untagged = untagged.fold(0, |sum: u64, cohort| sum.saturating_add(runs_of(cohort)));
    if metrics.cohorts.iter().any(|cohort| cohort.untold.as_ref().is_some_and(|rows| rows.runs() > untagged))
    {
        return cohorts.fail("has more `untold` runs than there are untagged ones");
    }
    let runs = metrics.cohorts.iter().fold(0, |sum: u64, cohort| sum.saturating_add(runs_of(cohort)));
    if runs.checked_add(metrics.duplicates).and_then(|sum| sum.checked_add(metrics.reruns))
        != Some(metrics.reports)
    {
        return file.member("reports")?.fail("is not runs, duplicates and reruns added up");
    }
    Ok(())
}

fn runs_of(cohort: &Cohort) -> u64 {
    cohort.pinned.runs().saturating_add(cohort.unpinned.runs()).saturating_add(cohort.unknowns.runs())
}

/// The first difference between what stands in the file and what should.
fn difference(path: &str, found: &Node, expected: &Node) -> Option<MetricsError> {
    match (found, expected) {
        (Node::Array(a), Node::Array(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b).enumerate();
            pairs
                .into_iter()
                .find_map(|(index, (a, b))| difference(&format!("{path}[{index}]"), &a.node, &b.node))
        }
        (Node::Object(a), Node::Object(b)) => {
            let value = |members: &[(Spanned<String>, Spanned<Node>)], key: &str| {
                members.iter().find(|(name, _)| name.node == key).map(|(_, node)| node.node.clone())
            };
            let unexpected = a.iter().find(|(key, _)| value(b, &key.node).is_none());
            if let Some((key, node)) = unexpected {
                return Some(differs(join(path, &key.node), Some(&node.node), None));
            }
            b.iter().find_map(|(key, node)| {
                let path = join(path, &key.node);
                match value(a, &key.node) {
                    Some(found) => difference(&path, &found, &node.node),
                    None => Some(differs(path, None, Some(&node.node))),
                }
            })
        }
        _ if found == expected => None,
        _ => Some(differs(path.to_owned(), Some(found), Some(expected))),
    }
}

fn differs(path: String, found: Option<&Node>, expected: Option<&Node>) -> MetricsError {
    MetricsError::Differs { path, found: shown(found), expected: shown(expected) }
}

fn shown(node: Option<&Node>) -> String {
    match node {
        None => "nothing".to_owned(),
        Some(Node::Null) => "null".to_owned(),
        Some(Node::Bool(value)) => value.to_string(),
        Some(Node::Number(digits)) => digits.clone(),
        Some(Node::String(text)) => format!("`{}`", crate::data::defect::shorten(text)),
        Some(Node::Array(elements)) => format!("an array of {}", elements.len()),
        Some(Node::Object(_)) => "an object".to_owned(),
    }
}
