//! [`Told`]: what is wrong in each file, so that only changes are told.

use std::collections::BTreeMap;

use gen_lsp_types::{Diagnostic, Uri};

/// What is wrong, by URI.
#[derive(Debug, Default)]
pub struct Told(BTreeMap<String, Vec<Diagnostic>>);

impl Told {
    /// What is wrong in a file of rules.
    pub fn of_rules(&mut self, uri: &Uri, found: Vec<Diagnostic>) {
        self.0.entry(uri.0.clone()).or_default().extend(found);
    }

    /// What is wrong in a constants file. Two policies that share it find the same in it.
    pub fn of_constants(&mut self, uri: &Uri, found: Vec<Diagnostic>) {
        for diagnostic in found {
            let there = self.0.entry(uri.0.clone()).or_default();
            if !there.contains(&diagnostic) {
                there.push(diagnostic);
            }
        }
    }

    /// The files in which something else is wrong than `before`, sorted by URI; nothing, where nothing is any more.
    #[must_use]
    pub fn since(&self, before: &Self) -> Vec<(Uri, Vec<Diagnostic>)> {
        let gone = before.0.keys().filter(|uri| !self.0.contains_key(*uri)).map(|uri| (uri, Vec::new()));
        let now = self.0.iter().map(|(uri, found)| (uri, found.clone()));
        let mut changed: Vec<_> =
            gone.chain(now).filter(|(uri, found)| before.0.get(*uri) != Some(found)).collect();
        changed.sort_by(|a, b| a.0.cmp(b.0));
        changed.into_iter().map(|(uri, found)| (Uri(uri.clone()), found)).collect()
    }
}
