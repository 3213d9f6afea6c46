//! [`groups`]: the groups of a metrics file, kept as they are shown. No profile gives them, so only what they say of
//! each other can be checked.

use std::collections::BTreeMap;

use crate::base::json_read::Node;
use crate::base::rational::Rational;
use crate::base::vocab::{DefaultedField, Stratum, UnknownClass};
use crate::data::figures::{Delta, Figure, Figures, Group, PLACES, SHOWN, decimal};
use crate::data::metrics::Cohort;
use crate::data::metrics_place::{At, Result};
use crate::data::plan::is_tag_name;
use crate::data::profile::Profile;

/// Reads the groups of a cohort.
pub fn groups(at: &At<'_>, cohort: &Cohort) -> Result<Vec<Group>> {
    let groups: Vec<Group> = at.elements()?.iter().map(group).collect::<Result<_>>()?;
    if !groups.is_sorted_by(|a, b| (&a.tag, &a.value) < (&b.tag, &b.value)) {
        return at.fail("is not sorted by `tag`, then `value`");
    }
    let mut runs: BTreeMap<(&str, Stratum), u64> = BTreeMap::new();
    for group in &groups {
        for (stratum, figures) in &group.strata {
            let sum = runs.entry((&group.tag, *stratum)).or_default();
            *sum = sum.saturating_add(figures.runs);
        }
    }
    let of_cohort = |stratum| cohort.profiles(stratum).map(Profile::runs).fold(0, u64::saturating_add);
    if runs.iter().any(|((_, stratum), runs)| *runs > of_cohort(*stratum)) {
        return at.fail("has more runs with a tag than there are");
    }
    Ok(groups)
}

fn group(at: &At<'_>) -> Result<Group> {
    let tag = at.member("tag")?;
    if !is_tag_name(tag.text()?) {
        return tag.fail("is a field of reports, not a tag");
    }
    let place = at.member("strata")?;
    let stratum = |name: &Stratum| Ok((*name, figures(&place.member(name.word())?)?));
    let strata: Vec<(Stratum, Figures)> = Stratum::ALL.iter().map(stratum).collect::<Result<_>>()?;
    let of = |name| strata.iter().find(|(stratum, _)| *stratum == name).map(|(_, figures)| figures);
    let parts = [Stratum::Pinned, Stratum::Unpinned, Stratum::Unknowns].map(of);
    if let Some(all) = of(Stratum::All)
        && sums(&[all]) != sums(&parts.into_iter().flatten().collect::<Vec<_>>())
    {
        return place.member("all")?.fail("is not `pinned`, `unpinned` and `unknowns` added up");
    }
    if of(Stratum::All).is_none_or(|all| all.runs == 0) {
        return at.fail("has no runs");
    }
    let [Some(pinned), Some(unpinned), _] = parts else { return place.fail("is not complete") };
    Ok(Group {
        tag: tag.text()?.to_owned(),
        value: at.member("value")?.text()?.to_owned(),
        delta: delta(&at.member("delta")?, pinned, unpinned)?,
        strata,
    })
}

/// Everything of some figures that adds up.
fn sums(parts: &[&Figures]) -> Vec<u128> {
    let of_field = |figures: &Figures, field: DefaultedField| {
        figures.defaulted.iter().find(|(other, _)| *other == field).map_or(0, |(_, runs)| *runs)
    };
    let of_class = |figures: &Figures, class: UnknownClass| {
        figures
            .unknown
            .iter()
            .find(|(other, ..)| *other == class)
            .map_or((0, 0), |(_, runs, sum)| (*runs, *sum))
    };
    let of_one = |figures: &&Figures| {
        let mut all = vec![u128::from(figures.runs)];
        all.extend(DefaultedField::ALL.iter().map(|field| u128::from(of_field(figures, *field))));
        for class in UnknownClass::ALL {
            let (runs, sum) = of_class(figures, *class);
            all.extend([u128::from(runs), sum]);
        }
        for Figure { missing, runs_with, sum, .. } in &figures.signals {
            all.extend([u128::from(*missing), u128::from(*runs_with), *sum]);
        }
        all
    };
    let add = |a: Vec<u128>, b: Vec<u128>| a.into_iter().zip(b).map(|(a, b)| a.saturating_add(b)).collect();
    parts.iter().map(of_one).reduce(add).unwrap_or_default()
}

fn figures(at: &At<'_>) -> Result<Figures> {
    let runs: u64 = at.member("runs")?.number()?;
    let at_most = |at: &At<'_>| {
        let part: u64 = at.number()?;
        if part == 0 || part > runs { at.fail("is not between 1 and the number of runs") } else { Ok(part) }
    };
    let fields = at.member("defaulted")?;
    let field = |field: &DefaultedField| Some((*field, fields.optional(field.word()).transpose()?));
    let fields = DefaultedField::ALL.iter().filter_map(field);
    let defaulted = fields.map(|(field, at)| Ok((field, at_most(&at?)?))).collect::<Result<_>>()?;
    let classes = at.member("unknown")?;
    let class = |class: &UnknownClass| Some((*class, classes.optional(class.word()).transpose()?));
    let class = UnknownClass::ALL.iter().filter_map(class).map(|(class, at)| {
        let at = at?;
        let (hit, sum) = (at_most(&at.member("runs")?)?, at.member("sum")?.number()?);
        if sum < u128::from(hit) {
            at.fail("counts less than one for each run")
        } else {
            Ok((class, hit, sum))
        }
    });
    let unknown = class.collect::<Result<_>>()?;
    let signals = SHOWN.iter().map(|(name, _)| figure(at, name, runs)).collect::<Result<_>>()?;
    Ok(Figures { runs, defaulted, unknown, signals })
}

fn figure(at: &At<'_>, name: &str, runs: u64) -> Result<Figure> {
    let of = |map: &str| at.member(map)?.member(name);
    let (missing, runs_with): (u64, u64) = (of("missing")?.number()?, of("runs_with")?.number()?);
    let sum: u128 = of("sum")?.number()?;
    let Some(known) = runs.checked_sub(missing).filter(|known| *known >= runs_with) else {
        return of("runs_with")?.fail("is more than there are runs of which it is known");
    };
    if sum < u128::from(runs_with) || (sum > 0 && runs_with == 0) {
        return of("sum")?.fail("is not what so many runs can count");
    }
    let mean = of("mean")?.option(|at| shown(at, false))?;
    if mean.is_some() && (runs == 0 || (sum == 0 && mean.as_deref() != Some("0"))) {
        return of("mean")?.fail("is not the mean of these counts");
    }
    Ok(Figure { mean, missing, rate: decimal(Rational::ratio(runs_with, known)), runs_with, sum })
}

fn delta(at: &At<'_>, pinned: &Figures, unpinned: &Figures) -> Result<Delta> {
    let exact = |figures: &Figures, figure: &Figure| {
        Rational::ratio(figure.runs_with, figures.runs.saturating_sub(figure.missing))
    };
    let means = at.member("mean")?;
    let (mut mean, mut rate) = (Vec::new(), Vec::new());
    for ((name, _), (a, b)) in SHOWN.iter().zip(pinned.signals.iter().zip(&unpinned.signals)) {
        let place = means.member(name)?;
        let difference = place.option(|at| shown(at, true))?;
        if difference.is_some() != (a.mean.is_some() && b.mean.is_some()) {
            return place.fail("stands exactly where both strata have a mean");
        }
        mean.push(difference);
        rate.push(decimal(exact(pinned, a).zip(exact(unpinned, b)).map(|(a, b)| &a - &b)));
    }
    Ok(Delta { mean, rate })
}

/// A number as this program shows it.
fn shown(at: &At<'_>, signed: bool) -> Result<String> {
    let is_canonical = |text: &str| {
        let digits = if signed { text.strip_prefix('-').unwrap_or(text) } else { text };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "1"));
        let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        number(whole)
            && (whole == "0" || !whole.starts_with('0'))
            && number(fraction)
            && fraction.len() <= PLACES
            && !fraction.ends_with('0')
            && text != "-0"
    };
    match at.node {
        Node::Number(text) if is_canonical(text) => Ok(text.clone()),
        _ => at.fail("is no number as it is shown"),
    }
}
