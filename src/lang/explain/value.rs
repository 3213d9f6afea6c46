//! Fixed values in words.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::Duration;

/// A fixed value: `20%`, `5 percentage points`, `7 days`.
pub(super) fn value(ty: Type, value: &Rational) -> String {
    let literal = ty.literal(value);
    match ty {
        Type::Points => match literal.strip_suffix("pp") {
            Some("1") => "1 percentage point".to_owned(),
            Some(points) => format!("{points} percentage points"),
            None => literal,
        },
        Type::Bool | Type::Number | Type::Rate | Type::Mean | Type::Duration => literal,
    }
}

/// A length of time: `7 days`.
pub(super) fn amount(time: Duration) -> String {
    Type::Duration.literal(&Rational::from(time.seconds()))
}
