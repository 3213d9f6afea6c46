//! One file for each thing that an editor asks for.

pub mod actions;
pub mod completion;
pub mod diagnostics;
pub mod format;
pub mod hints;
pub mod hover;
pub mod lenses;
pub mod outline;
pub mod rename;
pub mod symbols;
