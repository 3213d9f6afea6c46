//! Laws, tried on random input.

mod chunks;
mod completion;
mod confidence;
mod diff;
mod explain;
mod format;
mod forms;
mod given;
mod lints;
mod lsp;
mod order;
mod parse_format;
mod places;
mod profile;
mod replay;
mod rule_strategies;
mod selection;
mod strategies;
mod table;
