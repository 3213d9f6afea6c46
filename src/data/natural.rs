//! Natural order of names: `r2` before `r10`.

use std::cmp::Ordering;

/// Compares by value where both names have digits, of any length, else by bytes; then by all bytes.
#[must_use]
pub fn compare(left: &str, right: &str) -> Ordering {
    compare_bytes(left.as_bytes(), right.as_bytes())
}

/// The same, of the bytes of names.
#[must_use]
pub fn compare_bytes(left: &[u8], right: &[u8]) -> Ordering {
    if let Some(order) = compare_alike(left, right) {
        return order;
    }
    let same = common(left, right);
    let (Some((before, a)), Some((_, b))) = (left.split_at_checked(same), right.split_at_checked(same))
    else {
        return left.cmp(right);
    };
    let is_digit = u8::is_ascii_digit;
    let both = a.iter().zip(b).take_while(|(a, b)| is_digit(a) && is_digit(b)).count();
    let longer = |text: &[u8]| text.get(both).is_some_and(is_digit);
    if longer(a) == longer(b) {
        // If they begin to differ in a number, it has as many digits in both.
        return a.first().cmp(&b.first());
    }
    // The number may be begun before.
    let begun = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let number = before.get(same.saturating_sub(begun));
    match (number.or(a.first()), number.or(b.first())) {
        (Some(b'0'), _) | (_, Some(b'0')) => compare_from(left, right),
        _ if begun > 0 || both > 0 => longer(a).cmp(&longer(b)),
        _ => a.first().cmp(&b.first()),
    }
}

/// The order of names of eight to sixteen bytes that have digits at the same places, as most have: then it is that of
/// their bytes.
#[inline]
fn compare_alike(left: &[u8], right: &[u8]) -> Option<Ordering> {
    if left.len() != right.len() || left.len() > 16 {
        return None;
    }
    // The first and the last eight bytes: they may overlap.
    let word = |ends: &[u8; 8]| u128::from(u64::from_be_bytes(*ends));
    let a = word(left.first_chunk()?) << 64 | word(left.last_chunk()?);
    let b = word(right.first_chunk()?) << 64 | word(right.last_chunk()?);
    (digits(a) == digits(b)).then(|| a.cmp(&b))
}

/// Which bytes are digits: the highest bit of each of the others.
#[inline]
fn digits(word: u128) -> u128 {
    const ONES: u128 = u128::MAX / 255;
    let digit = word ^ ONES.wrapping_mul(b'0'.into());
    // INVARIANT: no byte carries into the next.
    let above_9 = (digit & ONES.wrapping_mul(0x7f)).wrapping_add(ONES.wrapping_mul(0x76));
    (above_9 | digit) & ONES << 7
}

/// How many bytes at the start are the same.
fn common(left: &[u8], right: &[u8]) -> usize {
    let (mut a, mut b, mut same) = (left, right, 0_usize);
    while let (Some((x, rest_a)), Some((y, rest_b))) =
        (a.split_first_chunk::<8>(), b.split_first_chunk::<8>())
    {
        let differ = u64::from_le_bytes(*x) ^ u64::from_le_bytes(*y);
        if differ != 0 {
            return same.saturating_add((differ.trailing_zeros() / 8) as usize);
        }
        (a, b, same) = (rest_a, rest_b, same.saturating_add(8));
    }
    same.saturating_add(a.iter().zip(b).take_while(|(x, y)| x == y).count())
}

/// The same, where numbers may begin with zeros.
fn compare_from(left: &[u8], right: &[u8]) -> Ordering {
    let (mut a, mut b) = (left, right);
    loop {
        match (a, b) {
            ([], []) => return left.cmp(right),
            ([], _) => return Ordering::Less,
            (_, []) => return Ordering::Greater,
            ([x, rest_a @ ..], [y, rest_b @ ..]) => {
                let order = if x.is_ascii_digit() && y.is_ascii_digit() {
                    let (number_a, after_a) = split_number(a);
                    let (number_b, after_b) = split_number(b);
                    (a, b) = (after_a, after_b);
                    number_a.len().cmp(&number_b.len()).then_with(|| number_a.cmp(number_b))
                } else {
                    (a, b) = (rest_a, rest_b);
                    x.cmp(y)
                };
                if order != Ordering::Equal {
                    return order;
                }
            }
        }
    }
}

/// The digits at the start without leading zeros, and what follows them.
fn split_number(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    (digits.get(zeros..).unwrap_or_default(), rest)
}
