//! `rulecheck aggregate`: reports → rollout_metrics.json.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::base::vocab::UnknownClass;
use crate::cli::args::{self, ReadArgs};
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::output;
use crate::data::defect::{Defect, Defects};
use crate::data::metrics_file;
use crate::data::plan::Plan;
use crate::render::escape::visible;

/// Count drift reports into rollout_metrics.json
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files and folders of reports; `-` is standard input
    #[arg(required = true)]
    reports: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// Show the values of this tag as groups; may be given several times
    #[arg(long, value_name = "TAG", value_parser = args::parse_tag)]
    group_by: Vec<String>,
    /// Exit with 1 if anything was wrong with a report
    #[arg(long)]
    deny_defects: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let shown = args.group_by.iter().cloned().collect();
    let plan = Plan { shown, series: args.read.wants_series(), ..Plan::default() };
    let reading = args.read.read(&args.reports, &plan, false)?;
    let series = args.read.write_series(&reading.runs, &plan);
    output::stdout(&metrics_file::write(&reading.metrics))?;
    series.transpose()?;
    if args.deny_defects && !reading.defects.reports.is_empty() {
        output::stderr(&denied(&reading.defects));
        return Ok(ExitStatus::Failed);
    }
    Ok(ExitStatus::Done)
}

/// How many defects are told one by one.
const TOLD: usize = 10;

/// What was found wrong in reports.
fn denied(defects: &Defects) -> String {
    let mut text = "rulecheck: there are defects in the reports (--deny-defects)\n".to_owned();
    for (class, reports) in &defects.reports {
        let _ = writeln!(text, "  {class}: {reports} {}", if *reports == 1 { "report" } else { "reports" });
    }
    // What a report states is no defect of it.
    let told = defects.first.iter().filter(|defect| defect.class != UnknownClass::Other).take(TOLD);
    let mut left = defects.count;
    for Defect { source, offset, class, field, found } in told {
        left = left.saturating_sub(1);
        let field = field.map(|field| format!(" {field}")).unwrap_or_default();
        let found = if found.is_empty() { String::new() } else { format!(": {}", visible(found)) };
        let _ = writeln!(text, "{}, byte {offset}: {class}{field}{found}", visible(source));
    }
    if left > 0 {
        let _ = writeln!(text, "… and {left} more");
    }
    text
}
