//! The series of runs as a file: NDJSON, or CSV by its name.

use std::io;
use std::path::Path;

use crate::cli::error::CliError;
use crate::cli::output;
use crate::data::aggregate::Aggregator;
use crate::data::plan::Plan;
use crate::data::series;

/// Writes the runs to `path`, a line each.
pub(crate) fn write(path: &Path, runs: &Aggregator, plan: &Plan) -> Result<(), CliError> {
    let is_csv = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let (sorted, tags) = (series::sorted(runs), plan.tags());
    output::file_with(path, |out| {
        if !is_csv {
            return sorted.iter().try_for_each(|seen| out.write_all(series::line(seen, &tags).as_bytes()));
        }
        let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        table.write_record(series::csv_header(&tags)).map_err(io::Error::from)?;
        for seen in &sorted {
            table.write_record(series::csv_cells(seen, &tags)).map_err(io::Error::from)?;
        }
        table.flush()
    })
}
