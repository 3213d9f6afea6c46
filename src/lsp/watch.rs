//! [`Watch`]: what is wrong in each file, told where it changes; of a policy without errors once it was looked over.

use std::collections::{BTreeMap, BTreeSet};

use gen_lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use super::ask::{Ask, Client};
use super::handlers::diagnostics;
use super::look::{Job, Looked};
use super::place::Place;
use super::store::Store;

/// What was told, and what is being looked over.
#[derive(Debug, Default)]
pub struct Watch {
    told: Told,
    looking: BTreeSet<Place>,
}

impl Watch {
    /// What is wrong in each file where that is something else than was told. Of a policy that is being looked over
    /// stands what was told before: its errors are gone a moment later, and its warnings do not flicker.
    pub fn changes(&mut self, store: &Store, client: Client) -> Vec<PublishDiagnosticsParams> {
        let mut now = Told::default();
        for (_, document) in store.rules() {
            let Some(ask) = Ask::new(store, client, &document.uri) else { continue };
            if ask.known.is_unseen() {
                now.as_before(&document.uri, &self.told);
                continue;
            }
            let [rules, constants] = diagnostics::findings(&ask);
            now.of_rules(&document.uri, rules);
            if let Some(file) = &ask.known.constants_place {
                now.of_constants(&store.uri(file), constants);
            }
        }
        let changes = now.since(&self.told).into_iter().map(|(uri, diagnostics)| {
            let version = store.document(&uri).map(|document| document.version);
            PublishDiagnosticsParams { uri, version, diagnostics }
        });
        let changes = changes.collect();
        self.told = now;
        changes
    }

    /// The policies that are to be looked over; of each file one at a time.
    pub fn jobs(&mut self, store: &Store) -> Vec<Job> {
        let mut jobs = Vec::new();
        for (place, _) in store.rules() {
            let Some(known) = store.analysis(place).filter(|known| known.is_unseen()) else { continue };
            let Some(policy) = known.policy.clone() else { continue };
            if self.looking.insert(place.clone()) {
                jobs.push(Job {
                    place: place.clone(),
                    source: known.text.source.clone(),
                    parse: known.parse.clone(),
                    constants: known.constants.as_ref().map(|constants| constants.file.clone()),
                    policy,
                    tests: known.tests.clone(),
                });
            }
        }
        jobs
    }

    /// Takes what was found in a policy.
    pub fn looked(&mut self, store: &Store, looked: Looked) {
        self.looking.remove(&looked.place);
        store.looked(looked);
    }
}

/// What is wrong, by URI.
#[derive(Debug, Default)]
struct Told(BTreeMap<String, Vec<Diagnostic>>);

impl Told {
    /// What is wrong in a file of rules.
    fn of_rules(&mut self, uri: &Uri, found: Vec<Diagnostic>) {
        self.0.entry(uri.0.clone()).or_default().extend(found);
    }

    /// What was wrong `before` in a file that is still being looked over.
    fn as_before(&mut self, uri: &Uri, before: &Self) {
        if let Some(found) = before.0.get(&uri.0) {
            self.0.insert(uri.0.clone(), found.clone());
        }
    }

    /// What is wrong in a constants file. Two policies that share it find the same in it.
    fn of_constants(&mut self, uri: &Uri, found: Vec<Diagnostic>) {
        for diagnostic in found {
            let there = self.0.entry(uri.0.clone()).or_default();
            if !there.contains(&diagnostic) {
                there.push(diagnostic);
            }
        }
    }

    /// The files in which something else is wrong than `before`, sorted by URI; nothing, where nothing is any more.
    fn since(&self, before: &Self) -> Vec<(Uri, Vec<Diagnostic>)> {
        let gone = before.0.keys().filter(|uri| !self.0.contains_key(*uri)).map(|uri| (uri, Vec::new()));
        let now = self.0.iter().map(|(uri, found)| (uri, found.clone()));
        let mut changed: Vec<_> =
            gone.chain(now).filter(|(uri, found)| before.0.get(*uri) != Some(found)).collect();
        changed.sort_by(|a, b| a.0.cmp(b.0));
        changed.into_iter().map(|(uri, found)| (Uri(uri.clone()), found)).collect()
    }
}
