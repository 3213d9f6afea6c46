//! [`Causes`]: the unknowns that a report states, as classes.

use crate::base::json_fault::Scan;
use crate::base::json_plain::Plain;
use crate::base::json_scan::{Kind, Scanner};
use crate::base::json_window::Feed;
use crate::base::vocab::UnknownClass;
use crate::data::classify::class_of;
use crate::data::defect::{Found, shorten};
use crate::data::field::{Field, ReportField};
use crate::data::number;

/// The stated causes, as classes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Causes {
    /// Where `some` is false, those of an earlier report.
    counts: [u128; UnknownClass::ALL.len()],
    /// There are any.
    pub some: bool,
    /// Some entry could not be read.
    pub unreadable: bool,
}

impl Causes {
    /// The classes with a count of 1 or more, and their counts.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (UnknownClass, u128)> {
        let counts = if self.some { self.counts.as_slice() } else { &[] };
        UnknownClass::ALL.iter().copied().zip(counts.iter().copied()).filter(|(_, count)| *count > 0)
    }

    /// None, without clearing what is rarely there.
    #[inline]
    fn clear(&mut self) {
        (self.some, self.unreadable) = (false, false);
    }

    fn add(&mut self, class: UnknownClass, count: u64) {
        if !self.some {
            (self.some, self.counts) = (true, Default::default());
        }
        if let Some(slot) = self.counts.get_mut(class as usize) {
            *slot = slot.saturating_add(u128::from(count));
        }
    }
}

/// Reads an object cause → count, an array of causes, or one string into `causes`; what is odd in it goes to `found`.
pub fn read<F: Feed>(
    scanner: &mut Scanner<F>,
    causes: &mut Causes,
    found: &mut Vec<Found>,
) -> Scan<Field<()>> {
    causes.clear();
    let mut list = List { causes, found };
    match scanner.peek()? {
        Some(b'{') => {
            scanner.value()?;
            let mut first = true;
            while scanner.next_key(first)? {
                first = false;
                let (class, label) = classify(scanner.text_str());
                let is_number = scanner.scalar()? == Kind::Number;
                let count = is_number.then(|| number::count(scanner.text())).flatten();
                list.add(class, label, count);
            }
        }
        Some(b'[') => {
            scanner.value()?;
            let mut first = true;
            while scanner.next_element(first)? {
                first = false;
                if scanner.scalar()? == Kind::String {
                    let (class, label) = classify(scanner.text_str());
                    list.add(class, label, Some(1));
                } else {
                    list.unreadable("an entry that is no string");
                }
            }
        }
        _ => match scanner.value()? {
            Kind::Null => return Ok(Field::Absent),
            Kind::String => {
                let (class, label) = classify(scanner.text_str());
                list.add(class, label, Some(1));
            }
            _ => {
                list.unreadable("no object, array or string");
                return Ok(Field::Invalid);
            }
        },
    }
    Ok(Field::Given(()))
}

/// Reads the same, if it is plainly written.
#[inline]
pub fn read_plain(plain: &mut Plain<'_>, causes: &mut Causes, found: &mut Vec<Found>) -> Option<()> {
    causes.clear();
    if plain.take_text(b"{}") {
        return Some(());
    }
    let before = found.len();
    let read = plain.attempt(|plain| some_plain(plain, &mut List { causes, found }));
    if read.is_none() {
        found.truncate(before);
    }
    read
}

#[inline(never)]
fn some_plain(plain: &mut Plain<'_>, list: &mut List<'_>) -> Option<()> {
    let classify = |text| std::str::from_utf8(text).ok().map(classify);
    match plain.rest().first()? {
        b'{' => {
            let mut more = plain.begins(b'{', b'}')?;
            while more {
                let (class, label) = classify(plain.key()?)?;
                list.add(class, label, Some(plain.small_number()?));
                more = plain.goes_on(b'}')?;
            }
        }
        b'[' => {
            let mut more = plain.begins(b'[', b']')?;
            while more {
                let (class, label) = classify(plain.string()?)?;
                list.add(class, label, Some(1));
                more = plain.goes_on(b']')?;
            }
        }
        _ => {
            let (class, label) = classify(plain.string()?)?;
            list.add(class, label, Some(1));
        }
    }
    Some(())
}

/// Causes in the making.
struct List<'a> {
    causes: &'a mut Causes,
    found: &'a mut Vec<Found>,
}

impl List<'_> {
    fn add(&mut self, class: UnknownClass, label: Option<String>, count: Option<u64>) {
        let Some(count) = count else { return self.unreadable(class.word()) };
        self.causes.add(class, count);
        if let Some(text) = label.filter(|_| count > 0) {
            self.found.push(Found { field: Some(ReportField::UnknownCauses), text, stated: true });
        }
    }

    fn unreadable(&mut self, what: &str) {
        self.causes.unreadable = true;
        self.found.push(Found {
            field: Some(ReportField::UnknownCauses),
            text: what.to_owned(),
            stated: false,
        });
    }
}

/// The class of a label, and the label where it is on no list.
fn classify(label: &str) -> (UnknownClass, Option<String>) {
    let class = class_of(label);
    (class, (class == UnknownClass::Other).then(|| shorten(label)))
}
