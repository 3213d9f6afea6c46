//! What the checker finds wrong: an enum a stage; a variant in snake case is its code and its page.

mod constant;
mod lint;
mod name;
mod test;
mod typing;

pub use constant::ConstantError;
pub use lint::Lint;
pub use name::NameError;
pub use test::TestError;
pub use typing::TypeError;
