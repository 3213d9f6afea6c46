//! Points in time, durations and dates, all UTC. There is no clock here.

use std::fmt;

use jiff::civil;

/// A point in time, in whole seconds since 1970-01-01T00:00:00Z; years 0000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;
/// 0000-01-01T00:00:00Z.
const FIRST: i64 = -62_167_219_200;
/// 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;

impl Timestamp {
    /// From seconds since the epoch; `None` outside the years 0000 to 9999.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Option<Self> {
        if seconds >= FIRST && seconds <= LAST { Some(Self(seconds)) } else { None }
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 date-time by its grammar: fractions of a second are dropped, second 60 is read as 59.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_bytes(text.as_bytes())
    }

    /// The same, of bytes.
    #[must_use]
    pub fn from_bytes(text: &[u8]) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let date = Date::parse(std::str::from_utf8(date).ok()?)?;
        let (clock, rest) = rest.split_at_checked(9)?;
        let [b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2] = *clock else { return None };
        let (hour, minute, second) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let zone = match rest.strip_prefix(b".") {
            Some(fraction) => {
                let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
                fraction.get(digits..).filter(|_| digits > 0)?
            }
            None => rest,
        };
        let offset = match *zone {
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
                let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let seconds = hours.checked_mul(HOUR)?.checked_add(minutes.checked_mul(MINUTE)?)?;
                if sign == b'-' { seconds.checked_neg()? } else { seconds }
            }
            _ => return None,
        };
        let of_day =
            hour.checked_mul(HOUR)?.checked_add(minute.checked_mul(MINUTE)?)?.checked_add(second.min(59))?;
        Self::from_seconds(date.start().0.checked_add(of_day)?.checked_sub(offset)?)
    }

    /// The calendar day it falls on, in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        Date(self.0.div_euclid(DAY))
    }

    /// The time that has passed since `earlier`; negative if that is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

/// The number of two ASCII digits.
fn two(tens: u8, ones: u8) -> Option<i64> {
    let digit = |byte: u8| char::from(byte).to_digit(10).map(i64::from);
    digit(tens)?.checked_mul(10)?.checked_add(digit(ones)?)
}

/// `2026-02-07T08:00:00Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.0.rem_euclid(DAY);
        let (hour, rest) = (of_day.div_euclid(HOUR), of_day.rem_euclid(HOUR));
        write!(f, "{}T{hour:02}:{:02}:{:02}Z", self.date(), rest.div_euclid(MINUTE), rest.rem_euclid(MINUTE))
    }
}

/// A day of the calendar, counted from 1970-01-01; years 0000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

impl Date {
    /// Reads `YYYY-MM-DD`; `None` if there is no such day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
        let year = two(y1, y2)?.checked_mul(100)?.checked_add(two(y3, y4)?)?;
        let date = civil::Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(two(m1, m2)?).ok()?,
            i8::try_from(two(d1, d2)?).ok()?,
        )
        .ok()?;
        Some(Self(i64::from(date.since((jiff::Unit::Day, EPOCH)).ok()?.get_days())))
    }

    /// Its first second.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(DAY))
    }
}

const EPOCH: civil::Date = civil::date(1970, 1, 1);

/// `2026-02-07`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match EPOCH.checked_add(jiff::Span::new().days(self.0)) {
            Ok(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
            Err(_) => f.write_str("0000-01-01"),
        }
    }
}

/// A length of time in whole seconds; may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

impl Duration {
    /// From seconds.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// In seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }
}
