//! [`Causes`]: the unknowns that a report states, as classes.

use crate::base::json_fault::Scan;
use crate::base::json_scan::{Kind, Scanner};
use crate::base::json_window::Feed;
use crate::base::vocab::UnknownClass;
use crate::data::classify::class_of;
use crate::data::defect::{Found, shorten};
use crate::data::field::{Field, ReportField};
use crate::data::number;

/// The stated causes, as classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Causes {
    counts: [u128; UnknownClass::ALL.len()],
    /// Some entry could not be read.
    pub unreadable: bool,
}

impl Causes {
    /// The classes with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (UnknownClass, u128)> {
        UnknownClass::ALL.iter().copied().zip(self.counts)
    }

    fn add(&mut self, class: UnknownClass, count: u64) {
        if let Some(slot) = self.counts.get_mut(class as usize) {
            *slot = slot.saturating_add(u128::from(count));
        }
    }
}

/// Reads an object cause → count, an array of causes, or one string; what is odd in it goes to `found`.
pub fn read<F: Feed>(scanner: &mut Scanner<F>, found: &mut Vec<Found>) -> Scan<Field<Causes>> {
    let mut list = List { causes: Causes::default(), found };
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
    Ok(Field::Given(list.causes))
}

/// Causes in the making.
struct List<'a> {
    causes: Causes,
    found: &'a mut Vec<Found>,
}

impl List<'_> {
    fn add(&mut self, class: UnknownClass, label: Option<String>, count: Option<u64>) {
        let Some(count) = count else { return self.unreadable(class.word()) };
        self.causes.add(class, count);
        if let Some(text) = label.filter(|_| count > 0) {
            self.found.push(Found { field: ReportField::UnknownCauses, text, stated: true });
        }
    }

    fn unreadable(&mut self, what: &str) {
        self.causes.unreadable = true;
        self.found.push(Found { field: ReportField::UnknownCauses, text: what.to_owned(), stated: false });
    }
}

/// The class of a label, and the label where it is on no list.
fn classify(label: &str) -> (UnknownClass, Option<String>) {
    let class = class_of(label);
    (class, (class == UnknownClass::Other).then(|| shorten(label)))
}
