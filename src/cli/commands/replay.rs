//! `rulecheck replay`: the verdict after every run.

use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::args::ReadArgs;
use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::data::aggregate::Aggregator;
use crate::data::plan::Plan;
use crate::judge::demand::demand;
use crate::lang::policy::Policy;
use crate::render::{html, replay_json, replay_text};
use crate::tools::replay::Replay;
use crate::tools::replay::timeline::Timeline;

/// Say what the verdict would have been after every run: when it would have gone, how often it flipped
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The policy
    rules: PathBuf,
    /// Files and folders of reports; `-` is standard input
    #[arg(required = true)]
    reports: Vec<PathBuf>,
    /// Say beside it what this policy would have said
    #[arg(long, value_name = "RULES")]
    against: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// What is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A row for each run
    Csv,
    /// A page that needs nothing else
    Html,
    /// For machines
    Json,
    /// For people
    Text,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let policy = load::policy(&args.rules, args.constants.as_deref())?;
    let against = args.against.as_deref().map(|rules| load::policy(rules, None)).transpose()?;
    let mut plan = demand(&policy);
    if let Some(against) = &against {
        plan.add(demand(against));
    }
    let series = args.read.wants_series();
    let plan = Plan { series, ..plan };
    let reading = args.read.read(&args.reports, &plan, false)?;
    let runs = &reading.runs;
    let written = args.read.write_series(runs, &plan);
    if args.format == Format::Csv {
        table(&policy, against.as_ref(), runs, &plan)?;
    } else {
        let replays: Vec<Replay> = [Some(&policy), against.as_ref()]
            .into_iter()
            .flatten()
            .map(|policy| replay(policy, runs, &plan))
            .collect();
        match args.format {
            Format::Text => output::styled(&replay_text::render(&replays))?,
            Format::Json => output::stdout(&replay_json::to_json(&replays).to_pretty())?,
            Format::Html | Format::Csv => {
                output::stdout(&html::replay::render(&replays, &Timeline::of(&policy, runs, &plan)))?;
            }
        }
    }
    written.transpose()?;
    Ok(ExitStatus::Done)
}

fn replay(policy: &Policy, runs: &Aggregator, plan: &Plan) -> Replay {
    let Ok(replay) = Replay::of(policy, runs, plan, |_, _| Ok::<_, std::convert::Infallible>(()));
    replay
}

/// A row for each run, written as it is judged.
fn table(policy: &Policy, against: Option<&Policy>, runs: &Aggregator, plan: &Plan) -> Result<(), CliError> {
    let other = against.map(|against| replay(against, runs, plan));
    output::file_with(Path::new(load::STDIN), |out| {
        let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        let replays = 1 + usize::from(other.is_some());
        table.write_record(replay_json::header(replays)).map_err(io::Error::from)?;
        Replay::of(policy, runs, plan, |moment, verdict| {
            let verdicts: Vec<_> = [verdict]
                .into_iter()
                .chain(other.as_ref().and_then(|other| other.after(moment.number)))
                .collect();
            table.write_record(replay_json::cells(moment, &verdicts)).map_err(io::Error::from)
        })?;
        table.flush()
    })
}
