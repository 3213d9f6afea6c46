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
