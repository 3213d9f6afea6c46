//! [`Clock`]: times in the form that nearly all have, `2026-02-07T08:00:00Z`, read quickly.

use super::time::{Date, Timestamp};

/// Reads times; it remembers the day of the last, as the next is mostly of the same.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// `2026-02-07`
    date: [u8; 10],
    /// When that day begins; nothing before the first.
    begins: Option<Timestamp>,
}

impl Clock {
    /// The time that is so written; of one in another form nothing.
    #[inline]
    pub fn read(&mut self, text: &[u8; 20]) -> Option<Timestamp> {
        let date = text.first_chunk()?;
        if *date != self.date || self.begins.is_none() {
            let day = Date::parse(std::str::from_utf8(date).ok()?)?;
            (self.begins, self.date) = (Some(day.start()), *date);
        }
        let [b'T', clock @ .., b'Z'] = text.last_chunk::<10>()? else { return None };
        let [hour, _, _, minute, _, _, second, _] = pairs(clock, b"00:00:00")?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let minutes = u32::from(hour).wrapping_mul(60).wrapping_add(minute.into());
        let of_day = minutes.wrapping_mul(60).wrapping_add(second.into());
        Timestamp::from_seconds(self.begins?.seconds().wrapping_add(of_day.into()))
    }
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
