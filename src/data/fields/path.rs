//! What the path of a file says, as [`Fields`]: it fills what reports lack, and is not to be contradicted.

use super::{Fields, Origin};
use crate::base::vocab::{DefaultedField, DefaultedSet};
use crate::data::defect::{Found, shorten};
use crate::data::field::{Field, ReportField};
use crate::data::number;
use crate::data::path_pattern::{Name, Said};

impl Fields {
    /// What a path says; of tags, only those that are asked for.
    #[must_use]
    pub fn of_path(said: &Said<'_>, tags: &[String]) -> Self {
        let mut path = Self::new(tags.len());
        for (name, text) in said {
            match name {
                Name::Field(field) => path.say(*field, text),
                Name::Tag(name) => {
                    let number = tags.iter().position(|tag| tag == name);
                    if let Some(tag) = number.and_then(|number| path.tags.get_mut(number)) {
                        (tag.seen, tag.given, tag.origin) = (true, true, Origin::Path);
                        tag.text.push_str(text);
                    }
                }
            }
        }
        path
    }

    /// Takes a text as the value of a field.
    fn say(&mut self, field: ReportField, text: &str) {
        self.seen.insert(field);
        let taken = if field == ReportField::RunAttempt {
            // As JSON writes it.
            let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
            let attempt = if digits { number::count(text.as_bytes()) } else { None };
            attempt.map(|attempt| self.put(field, attempt))
        } else {
            self.take_text(field, text.as_bytes())
        };
        if taken.is_some() {
            self.given.insert(field);
            self.filled.insert(field);
        } else {
            self.reject(field, text);
        }
    }

    /// Gives up the values that are not as `path` has them.
    pub fn contradict(&mut self, path: &Self, tags: &[String]) {
        let both = ReportField::ALL.iter().filter(|field| path.seen.contains(**field));
        for field in both.copied().filter(|field| self.given.contains(*field)).collect::<Vec<_>>() {
            if !path.given.contains(field) || self.value(field) != path.value(field) {
                let unusable = path.found.iter().find(|found| found.field == Some(field));
                let path = path.value(field).or_else(|| unusable.map(|found| found.text.clone()));
                let [own, path] = [self.value(field), path].map(Option::unwrap_or_default);
                let found = format!("{own}, in the path {path}");
                self.reject(field, &found);
            }
        }
        for ((own, path), name) in self.tags.iter_mut().zip(&path.tags).zip(tags) {
            if own.given && path.given && own.text != path.text {
                (own.given, own.origin) = (false, Origin::Disputed);
                let text = shorten(&format!("{name} {}, in the path {}", own.text, path.text));
                self.found.push(Found { field: None, text, stated: false });
            }
        }
    }

    /// The value of a field that a path can give, in words.
    fn value(&self, field: ReportField) -> Option<String> {
        let text = |text: Field<&str>| text.given().map(str::to_owned);
        match field {
            ReportField::RunId => {
                self.run_id().given().map(|run_id| String::from_utf8_lossy(run_id).into_owned())
            }
            ReportField::PolicyState => text(self.policy_state()),
            ReportField::PolicyHash => text(self.policy_hash()),
            ReportField::Job => text(self.job()),
            ReportField::Timestamp => self.timestamp().given().map(|time| time.to_string()),
            _ => self.number(field).given().map(|number| number.to_string()),
        }
    }

    /// Which fields the path of the file gives.
    #[inline]
    #[must_use]
    pub fn defaulted(&self) -> DefaultedSet {
        if self.filled.is_empty() && self.tags.is_empty() {
            return DefaultedSet::default();
        }
        let tags = self.tags.iter().any(|tag| tag.origin == Origin::Path).then_some(DefaultedField::Tag);
        let fields = ReportField::ALL.iter().filter(|field| self.filled.contains(**field));
        fields.filter_map(|field| field.defaulted()).chain(tags).collect()
    }
}
