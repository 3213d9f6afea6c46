//! [`Pool`]: what is left to be read, and how far long files are: workers take from it until nothing is left.
//!
//! INVARIANT: what comes of it does not depend on who takes what. Files add up in any order. The chunks of a long file
//! are parsed in any order, but count in theirs. Of several failures, that of the first file is told; all before it are
//! read.
#![expect(clippy::disallowed_types, reason = "the edge: files are read here")]

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::base::digest::Sha256;
use crate::data::document::Contents;
use crate::input::cut::{Chunk, Cutter};
use crate::input::error::InputError;
use crate::input::section::Section;
use crate::input::walk::{Source, Walk};

/// What is left to be read.
pub struct Pool<Part> {
    state: Mutex<State<Part>>,
    changed: Condvar,
}

struct State<Part> {
    walk: Walk,
    /// How many files were taken.
    taken: u64,
    all_taken: bool,
    /// The long files that are being read, by their number.
    long: BTreeMap<u64, Long<Part>>,
    /// How many workers have something in hand.
    busy: usize,
    /// How many wait.
    waiting: usize,
    /// How many chunks of a file are parsed ahead of those that count.
    ahead: u64,
    failure: Option<(u64, InputError)>,
}

/// A long file, being read.
pub struct Long<Part> {
    source: Arc<Source>,
    /// Cuts the next chunk; `None` while somebody does so.
    cutter: Option<Cutter>,
    /// The file, as long as its digest is to be taken apart from the reading.
    to_digest: Option<Arc<File>>,
    is_digested: bool,
    digest: Option<Sha256>,
    /// How many chunks were cut.
    cut: u64,
    /// How many of them count.
    counted: u64,
    /// Nothing is to be cut any more.
    all_cut: bool,
    /// Chunks that were parsed before those in front of them.
    parsed: BTreeMap<u64, (Chunk, Option<Part>)>,
    /// Somebody is about to count the next chunk.
    counting: bool,
    open: Option<OpenValue>,
    contents: Contents,
}

/// A value that was not at its end when its chunk was.
pub struct OpenValue {
    /// Where it begins.
    pub start: u64,
    /// The text so far.
    pub section: Section,
    /// How many chunks it has been in.
    pub chunks: u64,
}

/// What a worker takes.
pub enum Task {
    /// A file.
    File(u64, Arc<Source>),
    /// The next chunk of a long file, to be cut and parsed.
    Chunk(u64, Arc<Source>, Cutter),
    /// The digest of a long file.
    Digest(u64, Arc<Source>, Arc<File>),
}

/// A file that was read to its end.
pub struct Finished {
    /// What it is.
    pub source: Arc<Source>,
    /// What was in it.
    pub contents: Contents,
    /// Its digest, if it was asked for.
    pub digest: Option<Sha256>,
    /// What its chunks were cut by.
    pub cutter: Option<Cutter>,
}

impl<Part> Pool<Part> {
    /// The files of a walk.
    #[must_use]
    pub fn new(walk: Walk) -> Self {
        let state = State {
            walk,
            taken: 0,
            all_taken: false,
            long: BTreeMap::new(),
            busy: 0,
            waiting: 0,
            ahead: 1,
            failure: None,
        };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<Part>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, mut state: MutexGuard<'a, State<Part>>) -> MutexGuard<'a, State<Part>> {
        state.waiting += 1;
        let mut state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state
    }

    /// Tells those that wait, if there are any: it is a call of the system.
    fn tell(&self, state: MutexGuard<'_, State<Part>>) {
        let anybody = state.waiting > 0;
        drop(state);
        if anybody {
            self.changed.notify_all();
        }
    }

    /// Something to do, waited for as long as there may be some; to be followed by `done`.
    pub fn take(&self) -> Option<Task> {
        let mut state = self.lock();
        loop {
            if let Some(task) = state.chunk().or_else(|| state.file()) {
                state.busy += 1;
                return Some(task);
            }
            if state.busy == 0 {
                self.tell(state);
                return None;
            }
            state = self.wait(state);
        }
    }

    /// What was taken is done.
    pub fn done(&self, file: u64, result: Result<(), InputError>) {
        let mut state = self.lock();
        state.busy -= 1;
        if let Err(error) = result
            && state.failure.as_ref().is_none_or(|(first, _)| file < *first)
        {
            state.failure = Some((file, error));
        }
        self.tell(state);
    }

    /// Why not all could be read.
    pub fn into_failure(self) -> Option<InputError> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.failure.map(|(_, error)| error)
    }

    /// So many workers read.
    pub fn expect_workers(&self, workers: usize) {
        self.lock().ahead = 2 * workers as u64;
    }

    /// Whether there are files to be read in chunks.
    pub fn has_long(&self) -> bool {
        !self.lock().long.is_empty()
    }

    /// A file turns out to be long; `to_digest`: its digest is to be taken as well, apart from the reading.
    pub fn add_long(&self, file: u64, source: Arc<Source>, cutter: Cutter, to_digest: Option<Arc<File>>) {
        let long = Long {
            source,
            cutter: Some(cutter),
            is_digested: to_digest.is_none(),
            to_digest,
            digest: None,
            cut: 0,
            counted: 0,
            all_cut: false,
            parsed: BTreeMap::new(),
            counting: false,
            open: None,
            contents: Contents::default(),
        };
        let mut state = self.lock();
        state.long.insert(file, long);
        self.tell(state);
    }

    /// Gives a cutter back; the number of the chunk that it cut, if that is still wanted.
    pub fn was_cut(&self, file: u64, cutter: Cutter, is_last: bool) -> Option<u64> {
        let mut state = self.lock();
        let long = state.long.get_mut(&file)?;
        long.cutter = Some(cutter);
        let number = (!long.all_cut).then_some(long.cut);
        if number.is_some() {
            long.cut += 1;
            long.all_cut = is_last;
        }
        self.tell(state);
        number
    }

    /// A chunk was parsed, as if nothing stood before it; or not, if it is to be read in one go with all after it.
    pub fn was_parsed(&self, file: u64, number: u64, chunk: Chunk, part: Option<Part>) {
        if let Some(long) = self.lock().long.get_mut(&file)
            && number < long.cut
        {
            long.parsed.insert(number, (chunk, part));
        }
    }

    /// The next chunk of a file that may count, and the value that is open before it; to be followed by `was_counted`.
    pub fn to_count(&self, file: u64) -> Option<(Chunk, Option<Part>, Option<OpenValue>)> {
        let mut state = self.lock();
        let long = state.long.get_mut(&file).filter(|long| !long.counting)?;
        let (chunk, part) = long.parsed.remove(&long.counted)?;
        long.counting = true;
        Some((chunk, part, long.open.take()))
    }

    /// A chunk counts; `open` is a value that goes on after it. The file, if that was all.
    pub fn was_counted(&self, file: u64, contents: Contents, open: Option<OpenValue>) -> Option<Finished> {
        let mut state = self.lock();
        let long = state.long.get_mut(&file)?;
        long.counting = false;
        long.counted += 1;
        long.open = open;
        long.contents = long.contents.and(contents);
        let finished = state.finished(file);
        self.tell(state);
        finished
    }

    /// The digest of a file was taken. The file, if that was all.
    pub fn was_digested(&self, file: u64, digest: Option<Sha256>) -> Option<Finished> {
        let mut state = self.lock();
        let long = state.long.get_mut(&file)?;
        (long.is_digested, long.digest) = (true, digest);
        let finished = state.finished(file);
        self.tell(state);
        finished
    }

    /// No more chunks of a file: the rest of it is read in one go. What cuts it, once nobody has it in hand.
    pub fn stop_cutting(&self, file: u64) -> Option<Cutter> {
        let mut state = self.lock();
        loop {
            let long = state.long.get_mut(&file)?;
            long.all_cut = true;
            long.cut = long.counted + 1;
            long.parsed.clear();
            if let Some(cutter) = long.cutter.take() {
                return Some(cutter);
            }
            state = self.wait(state);
        }
    }

    /// Gives back what cuts a file, of which the rest was read.
    pub fn keep(&self, file: u64, cutter: Cutter) {
        if let Some(long) = self.lock().long.get_mut(&file) {
            long.cutter = Some(cutter);
        }
    }
}

impl<Part> State<Part> {
    /// Something to do for a long file.
    fn chunk(&mut self) -> Option<Task> {
        let failed = self.failure.as_ref().map_or(u64::MAX, |(file, _)| *file);
        for (file, long) in self.long.range_mut(..failed) {
            let source = Arc::clone(&long.source);
            if let Some(to_digest) = long.to_digest.take() {
                return Some(Task::Digest(*file, source, to_digest));
            }
            if !long.all_cut
                && long.cut - long.counted < self.ahead
                && let Some(cutter) = long.cutter.take()
            {
                return Some(Task::Chunk(*file, source, cutter));
            }
        }
        None
    }

    fn file(&mut self) -> Option<Task> {
        if self.all_taken || self.failure.is_some() {
            return None;
        }
        let file = self.taken;
        match self.walk.next() {
            Some(Ok(source)) => {
                self.taken += 1;
                return Some(Task::File(file, Arc::new(source)));
            }
            Some(Err(error)) => self.failure = Some((file, error)),
            None => self.all_taken = true,
        }
        None
    }

    fn finished(&mut self, file: u64) -> Option<Finished> {
        let long = self.long.get(&file)?;
        if !(long.all_cut && long.counted == long.cut && long.is_digested) {
            return None;
        }
        let Long { source, contents, digest, cutter, .. } = self.long.remove(&file)?;
        Some(Finished { source, contents, digest, cutter })
    }
}
