//! A member of the constants file → the value of its constant, exactly: never through a float.

use crate::base::json_read::Node;
use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::source::Spanned;
use crate::lang::syntax::ast::Literal;
use crate::lang::syntax::literal;

use super::error::ConstantError;
use super::pointer::noun;
use super::restate::restate;
use super::words::{self, example};

/// Most digits of a number, as in the rules.
const MAX_DIGITS: usize = 18;

/// A constant and what the file sets it to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'s> {
    /// Its name.
    pub(super) name: &'s str,
    /// Its type.
    pub(super) ty: Type,
    /// What stands in the file.
    pub(super) node: &'s Spanned<Node>,
}

/// The value of a constant that the file sets.
pub(super) fn value(setting: &Setting<'_>) -> Result<Rational, ConstantError> {
    match &setting.node.node {
        Node::String(text) => from_literal(setting, text),
        Node::Number(digits) => from_number(setting, digits),
        other => Err(ConstantError::NotAValue {
            name: setting.name.to_owned(),
            found: noun(other),
            example: format!("\"{}\"", example(setting.ty)),
            span: setting.node.span,
        }),
    }
}

fn from_literal(setting: &Setting<'_>, text: &str) -> Result<Rational, ConstantError> {
    let Setting { name, ty, node } = *setting;
    let span = node.span;
    let literal = whole_literal(text).map_err(|help| ConstantError::NotALiteral {
        found: shown(text),
        name: name.to_owned(),
        ty: words::noun(ty),
        span,
        help: help.unwrap_or_else(|| format!("write {}, such as \"{}\"", words::noun(ty), example(ty))),
    })?;
    if literal.ty == ty {
        return Ok(literal.value);
    }
    Err(ConstantError::WrongType {
        name: name.to_owned(),
        ty: words::noun(ty),
        found: shown(text),
        found_ty: words::noun(literal.ty),
        help: write(&restate(&literal.value, literal.ty, ty), ty),
        span,
    })
}

/// A literal and nothing else: the parser of the rules would pass over blanks and comments around it.
fn whole_literal(text: &str) -> Result<Literal, Option<String>> {
    if text.trim() != text || text.contains('#') {
        return Err(None);
    }
    literal::parse(text)
}

fn from_number(setting: &Setting<'_>, digits: &str) -> Result<Rational, ConstantError> {
    let Setting { name, ty, node } = *setting;
    let span = node.span;
    let (negative, value) = exact(digits).ok_or(ConstantError::TooManyDigits { span })?;
    if negative {
        return Err(ConstantError::Negative { name: name.to_owned(), span });
    }
    match ty {
        Type::Number | Type::Mean => Ok(value),
        Type::Rate if value <= Rational::from(1_u64) => Ok(value),
        Type::Rate => {
            let help = match restate(&value, Type::Number, Type::Rate).first() {
                Some(text) => format!("write \"{text}\""),
                None => "a rate is at most 100%".to_owned(),
            };
            Err(ConstantError::RateAboveOne { number: digits.to_owned(), help, span })
        }
        Type::Bool | Type::Points | Type::Duration => Err(ConstantError::NumberWithoutUnit {
            name: name.to_owned(),
            ty: words::noun(ty),
            help: write(&restate(&value, Type::Number, ty), ty),
            span,
        }),
    }
}

fn write(texts: &[String], ty: Type) -> String {
    match texts.first() {
        Some(text) => format!("write \"{text}\""),
        None => format!("write {}, such as \"{}\"", words::noun(ty), example(ty)),
    }
}

/// The start of a text, quoted.
fn shown(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    format!("{start:?}")
}

/// Whether a JSON number is below 0, and its absolute value; `None` if it has more than 18 digits, as written or
/// written out without its exponent.
fn exact(text: &str) -> Option<(bool, Rational)> {
    let (sign, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = format!("{whole}{fraction}");
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let value: u64 = digits.parse().ok()?;
    if value == 0 {
        return Some((false, Rational::default()));
    }
    let exponent: i64 = exponent.parse().ok()?;
    let mut scale = i64::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    digits = value.to_string();
    while scale > 0 && digits.ends_with('0') {
        digits.pop();
        scale = scale.saturating_sub(1);
    }
    let zeros = usize::try_from(scale.checked_neg()?.max(0)).ok()?;
    let places = usize::try_from(scale.max(0)).ok()?;
    if digits.len().checked_add(zeros)? > MAX_DIGITS || places >= MAX_DIGITS {
        return None;
    }
    digits.extend(std::iter::repeat_n('0', zeros));
    Some((sign, Rational::decimal(digits.parse().ok()?, u32::try_from(places).ok()?)))
}
