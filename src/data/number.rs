//! Counts and versions, decided exactly from the text of a number.

/// The largest count: 2^53 − 1, the last that every JSON reader keeps apart from its neighbours.
pub const MAX_COUNT: u64 = (1 << 53) - 1;

/// The value of a JSON number that is a whole number from 0 to [`MAX_COUNT`], however it is written: `3.0`, `30e-1`.
#[must_use]
pub fn count(number: &[u8]) -> Option<u64> {
    if number.len() <= 15 && number.iter().all(u8::is_ascii_digit) {
        return Some(number.iter().fold(0, |value, digit| push_digit(value, *digit)));
    }
    let (negative, magnitude) = match number.strip_prefix(b"-") {
        Some(unsigned) => (true, magnitude(unsigned)?),
        None => (false, magnitude(number)?),
    };
    (!negative || magnitude == 0).then_some(magnitude)
}

/// A JSON number with an integer value as that is written: digits without fraction or exponent as they stand, with
/// one up to [`MAX_COUNT`] in size; whether it has one.
#[must_use]
pub fn integer(number: &str, written: &mut String) -> bool {
    let (sign, unsigned) = number.strip_prefix('-').map_or(("", number), |unsigned| ("-", unsigned));
    let digits = unsigned.bytes().all(|byte| byte.is_ascii_digit());
    let value = magnitude(unsigned.as_bytes());
    if !digits && value.is_none() {
        return false;
    }
    written.clear();
    if value != Some(0) {
        written.push_str(sign);
    }
    match value {
        Some(value) if !digits => written.push_str(&value.to_string()),
        _ => written.push_str(unsigned),
    }
    true
}

/// The value of a JSON number without sign, if it is a whole number up to [`MAX_COUNT`].
fn magnitude(unsigned: &[u8]) -> Option<u64> {
    let power_at = unsigned.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (mantissa, power) = unsigned.split_at_checked(power_at.unwrap_or(unsigned.len()))?;
    let point_at = mantissa.iter().position(|byte| *byte == b'.').unwrap_or(mantissa.len());
    let (whole, fraction) = mantissa.split_at_checked(point_at)?;
    let fraction = fraction.strip_prefix(b".").unwrap_or(fraction);
    // The value is the digits × 10^power, leading and trailing zeros of the digits gone.
    let leading = whole.iter().chain(fraction).take_while(|digit| **digit == b'0').count();
    let trailing = whole.iter().chain(fraction).rev().take_while(|digit| **digit == b'0').count();
    let length = whole.len().saturating_add(fraction.len()).checked_sub(leading)?;
    if length == 0 {
        return Some(0);
    }
    let significant = length.saturating_sub(trailing);
    let power = exponent(power.get(1..).unwrap_or_default())
        .saturating_sub_unsigned(fraction.len() as u64)
        .saturating_add_unsigned(trailing as u64);
    // 16 digits are the most that a count can have.
    let zeros = u32::try_from(power).ok().filter(|zeros| *zeros <= 16)?;
    if significant > 16 {
        return None;
    }
    let digits = whole.iter().chain(fraction).skip(leading).take(significant);
    let value = digits.fold(0, |value, digit| push_digit(value, *digit));
    value.checked_mul(10_u64.checked_pow(zeros)?).filter(|value| *value <= MAX_COUNT)
}

fn push_digit(value: u64, digit: u8) -> u64 {
    value.saturating_mul(10).saturating_add(u64::from(digit.wrapping_sub(b'0')))
}

/// The digits after `e` with their sign; beyond any use, the nearest that fits.
fn exponent(text: &[u8]) -> i64 {
    let negative = text.first() == Some(&b'-');
    text.iter().filter(|byte| byte.is_ascii_digit()).fold(0_i64, |value, digit| {
        let digit = i64::from(digit.wrapping_sub(b'0'));
        let value = value.saturating_mul(10);
        if negative { value.saturating_sub(digit) } else { value.saturating_add(digit) }
    })
}

/// Whether a version has the form `v?N[.…]` and N is 1.
#[must_use]
pub fn has_major_1(version: &[u8]) -> bool {
    matches!(version.strip_prefix(b"v").unwrap_or(version), [b'1'] | [b'1', b'.', ..])
}
