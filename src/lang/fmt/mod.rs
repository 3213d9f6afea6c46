//! Tree → text: the canonical form.

pub mod canonical;
mod expr;

pub use canonical::canonical_text;

use crate::base::source::SourceFile;
use crate::lang::syntax::Parse;
/// Temporary.
pub fn format(source: &SourceFile, _parse: &Parse) -> Result<String, String> {
    Ok(source.text().to_owned())
}
