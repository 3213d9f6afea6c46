//! [`Clock`]: times in the form that nearly all have, `2026-02-07T08:00:00Z`, read quickly.

use super::time::{DAY, Timestamp};

/// Reads times; it remembers the day of the last, as the next is mostly of the same.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// `2026-02-07`
    date: [u8; 10],
    /// How many seconds before or after the epoch that day begins; nothing before the first.
    begins: Option<i64>,
}

impl Clock {
    /// The time that is so written; of one in another form nothing.
    #[inline]
    pub fn read(&mut self, text: &[u8; 20]) -> Option<Timestamp> {
        let date = text.first_chunk()?;
        if *date != self.date || self.begins.is_none() {
            (self.begins, self.date) = (Some(day(date)?.wrapping_mul(DAY)), *date);
        }
        let [b'T', clock @ .., b'Z'] = text.last_chunk::<10>()? else { return None };
        let [hour, _, _, minute, _, _, second, _] = pairs(clock, b"00:00:00")?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let minutes = u32::from(hour).wrapping_mul(60).wrapping_add(minute.into());
        let of_day = minutes.wrapping_mul(60).wrapping_add(second.into());
        Timestamp::from_seconds(self.begins?.wrapping_add(of_day.into()))
    }
}

/// A date like `2026-02-07` from the year 1 on, in days since the epoch; of others nothing.
fn day(text: &[u8; 10]) -> Option<i64> {
    let [century, _, of_century, _, _, month, _, _] = pairs(text.first_chunk()?, b"0000-00-")?;
    let [.., day, _] = pairs(text.last_chunk()?, b"00-00-00")?;
    let year = u32::from(century).wrapping_mul(100).wrapping_add(of_century.into());
    let [month, day] = [month, day].map(u32::from);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if year == 0 || !matches!(month, 1..=12) || day == 0 || day > days {
        return None;
    }
    // Counted in years that begin in March, the leap day is the last: 153 days in five months, from 0000-03-01.
    let (year, month) =
        if month > 2 { (year, month.wrapping_sub(3)) } else { (year.wrapping_sub(1), month.wrapping_add(9)) };
    let leap_days = (year >> 2).wrapping_sub(year / 100).wrapping_add(year / 400);
    let of_year = month.wrapping_mul(153).wrapping_add(2) / 5;
    let days = year.wrapping_mul(365).wrapping_add(leap_days).wrapping_add(of_year).wrapping_add(day);
    Some(i64::from(days).wrapping_sub(719_469))
}

/// For each byte, the number of two digits that begins there, if `text` has digits where `form` has `0`, and else the
/// same bytes.
#[inline]
fn pairs(text: &[u8; 8], form: &[u8; 8]) -> Option<[u8; 8]> {
    let ones = u64::from_le_bytes(form.map(|byte| u8::from(byte == b'0')));
    let (text, form) = (u64::from_le_bytes(*text), u64::from_le_bytes(*form));
    // INVARIANT: no byte below carries into the next: a digit is at most 15, a pair at most 165.
    let digit = text & ones.wrapping_mul(0x0f);
    let is_digit = digit.wrapping_add(ones.wrapping_mul(6)) & ones.wrapping_mul(0x10) == 0;
    let is_form = (text ^ form) & !ones.wrapping_mul(0x0f) == 0;
    (is_form && is_digit).then(|| digit.wrapping_mul(10).wrapping_add(digit >> 8).to_le_bytes())
}
