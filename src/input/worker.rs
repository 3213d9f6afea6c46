//! [`Worker`]: a thread that reads files, and chunks of long files, and counts what is in them.
#![expect(clippy::disallowed_types, reason = "the edge: files are opened here")]

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::base::digest::Hasher;
use crate::base::json_scan::Scanner;
use crate::base::json_window::{Feed, FeedError};
use crate::data::batch::Batch;
use crate::data::defect::Defects;
use crate::data::document::{Contents, DocumentReader};
use crate::data::plan::Plan;
use crate::data::run::Run;
use crate::input::codec::{Codec, TOLD_BY};
use crate::input::count::{Count, Shards};
use crate::input::cut::{Chunk, CompressedCutter, Cutter, PATIENCE, PlainCutter};
use crate::input::decoder::Decoder;
use crate::input::error::InputError;
use crate::input::feed::FileFeed;
use crate::input::options::Options;
use crate::input::pool::{Finished, OpenValue, Pool, Task};
use crate::input::raw::RawFile;
use crate::input::section::{Section, Text, read_at};
use crate::input::walk::Source;

/// How much of a file is in memory at once.
const WINDOW: usize = 1 << 16;

/// A chunk, parsed.
pub struct Part {
    batch: Batch,
    defects: Defects,
    contents: Contents,
}

/// Reads what a pool gives it.
pub struct Worker<'a> {
    shared: Shared<'a>,
    document: DocumentReader,
    /// Runs that are not among the others yet.
    batch: Batch,
    /// Batches whose memory can be used again.
    spare: Vec<Batch>,
    /// What scanners look through.
    window: Vec<u8>,
    /// The first bytes of a file.
    head: Vec<u8>,
    count: Count,
    /// How many bytes were read of files.
    pub read: u64,
}

/// What all workers share.
#[derive(Clone, Copy)]
pub struct Shared<'a> {
    /// What is to be read.
    pub pool: &'a Pool<Part>,
    /// Where runs are counted.
    pub shards: &'a Shards,
    /// What is to be counted.
    pub plan: &'a Plan,
    /// How it is read.
    pub options: &'a Options,
}

impl Shared<'_> {
    /// Counts the runs of a batch.
    fn absorb(&self, batch: &Batch) {
        self.shards.absorb(batch);
        if let Some(progress) = &self.options.progress {
            progress.add_reports(batch.len());
        }
    }
}

/// Runs that are added to the others in one go.
const BATCH: usize = 1 << 12;

impl<'a> Worker<'a> {
    /// A worker that has read nothing.
    #[must_use]
    pub fn new(shared: Shared<'a>) -> Self {
        let mut document = DocumentReader::new(&shared.plan.tags());
        document.reports.ledger.series = shared.plan.series;
        Self {
            shared,
            document,
            batch: Batch::new(shared.plan),
            spare: Vec::new(),
            window: vec![0; WINDOW],
            head: vec![0; WINDOW],
            count: Count::default(),
            read: 0,
        }
    }

    /// Reads until nothing is left; `between` is called after each task.
    pub fn run(mut self, mut between: impl FnMut(&Self)) -> Count {
        while let Some(task) = self.shared.pool.take() {
            let (file, result) = match task {
                Task::File(file, source) => (file, self.file(file, &source)),
                Task::Chunk(file, source, cutter) => (file, self.chunk(file, &source, cutter)),
                Task::Digest(file, source, to_digest) => (file, self.digest(file, &source, &to_digest)),
            };
            self.shared.pool.done(file, result);
            between(&self);
        }
        self.shared.absorb(&self.batch);
        self.count.defects.merge(self.document.reports.ledger.defects);
        self.count
    }

    fn file(&mut self, number: u64, source: &Arc<Source>) -> Result<(), InputError> {
        let path = source.path();
        let failed = |error| InputError::feed(path, &error);
        self.count.files += 1;
        self.count.unfit += u64::from(!self.begin(path));
        let file = open(source).map_err(|error| InputError::unreadable(path, &error))?;
        let mut raw = RawFile::new(file, self.shared.options.digest, self.shared.options.progress.clone());
        let mut head = std::mem::take(&mut self.head);
        let count = first_bytes(&mut raw, &mut head).map_err(failed)?;
        let begins = head.get(..count).unwrap_or_default();
        let codec = Codec::told_by(begins);
        // Of a compressed file, a small part is a long text.
        let long = match codec {
            None => self.shared.options.chunk.saturating_mul(PATIENCE),
            Some(_) => self.shared.options.chunk / PATIENCE,
        };
        let may_be_long = count == head.len() || count as u64 >= long;
        let is_long = may_be_long && self.shared.options.threads.count() > 1 && raw.size() >= long;
        if is_long {
            let (cutter, to_digest) = if let Some(codec) = codec {
                let feed = FileFeed::compressed(raw, Decoder::new(codec, begins));
                (Cutter::Compressed(Box::new(CompressedCutter::new(feed))), None)
            } else {
                let file = Arc::new(raw.into_file());
                let to_digest = self.shared.options.digest.then(|| Arc::clone(&file));
                (Cutter::Plain(PlainCutter { file, at: 0 }), to_digest)
            };
            self.shared.pool.add_long(number, Arc::clone(source), cutter, to_digest);
            self.head = head;
            return Ok(());
        }
        let feed = match codec {
            Some(codec) => FileFeed::compressed(raw, Decoder::new(codec, begins)),
            None => FileFeed::plain(raw, begins),
        };
        let (contents, feed) = self.count_all(feed, 0).map_err(failed)?;
        self.read += feed.read();
        if holds_reports(source, contents)? {
            self.count.digests.extend(feed.digest(&mut self.window).map_err(failed)?);
        }
        self.head = head;
        Ok(())
    }

    /// Names the file that is read next; whether its path fits the pattern.
    fn begin(&mut self, path: &Path) -> bool {
        let pattern = self.shared.options.tags_from.as_ref();
        let said = pattern.and_then(|pattern| pattern.held_against(path));
        self.document.reports.begin(path.display().to_string(), said.as_ref());
        pattern.is_none() || said.is_some()
    }

    /// Reads a text from `start` to its end, and counts what is in it.
    fn count_all<F: Feed>(&mut self, mut feed: F, start: u64) -> Result<(Contents, F), FeedError> {
        feed.rewind(start)?;
        let mut scanner = Scanner::new(feed, std::mem::take(&mut self.window));
        scanner.rewind(start)?;
        let (batch, shared) = (&mut self.batch, self.shared);
        let contents = self.document.read(&mut scanner, |run| {
            batch.add(run);
            if batch.len() >= BATCH {
                shared.absorb(batch);
                batch.clear();
            }
        })?;
        let (feed, window) = scanner.into_parts();
        self.window = window;
        Ok((contents, feed))
    }

    /// Cuts a chunk and parses it; then counts what can be counted.
    fn chunk(&mut self, file: u64, source: &Source, mut cutter: Cutter) -> Result<(), InputError> {
        let failed = |error| InputError::feed(source.path(), &error);
        let cut = cutter.next(self.shared.options.chunk);
        let is_last = cut.as_ref().map_or(true, |chunk| chunk.is_last);
        let number = self.shared.pool.was_cut(file, cutter, is_last);
        let chunk = cut.map_err(failed)?;
        let Some(number) = number else { return Ok(()) };
        self.begin(source.path());
        let part =
            if chunk.to_end { None } else { Some(self.parse(&chunk.section, is_last).map_err(failed)?) };
        self.shared.pool.was_parsed(file, number, chunk, part);
        while let Some((chunk, part, open)) = self.shared.pool.to_count(file) {
            let (contents, open) = self.count_chunk(file, chunk, part, open).map_err(failed)?;
            if let Some(finished) = self.shared.pool.was_counted(file, contents, open) {
                self.finish(finished)?;
            }
        }
        Ok(())
    }

    /// Parses a part of a text as if all before it were whole values.
    fn parse(&mut self, section: &Section, is_last: bool) -> Result<Part, FeedError> {
        let before = std::mem::take(&mut self.document.reports.ledger.defects);
        let mut batch = self.spare.pop().unwrap_or_else(|| Batch::new(self.shared.plan));
        let mut scanner = Scanner::new(
            section.feed(self.shared.options.progress.as_deref()),
            std::mem::take(&mut self.window),
        );
        scanner.rewind(section.start)?;
        let sink = |run: &Run<'_>| batch.add(run);
        let contents = if is_last {
            self.document.read(&mut scanner, sink)?
        } else {
            self.document.read_part(&mut scanner, sink)?
        };
        self.window = scanner.into_parts().1;
        let defects = std::mem::replace(&mut self.document.reports.ledger.defects, before);
        Ok(Part { batch, defects, contents })
    }

    /// Counts a chunk, now that it is known how the text before it ended.
    fn count_chunk(
        &mut self,
        file: u64,
        chunk: Chunk,
        part: Option<Part>,
        open: Option<OpenValue>,
    ) -> Result<(Contents, Option<OpenValue>), FeedError> {
        let Chunk { section, is_last, to_end } = chunk;
        let (section, part, chunks) = match (open, part) {
            (Some(open), _) if to_end => return self.count_rest(file, open.start),
            (Some(open), part) => {
                if let Some(part) = part {
                    self.reuse(part.batch);
                }
                let section = open.section.joined(open.start, section);
                let part = self.parse(&section, is_last)?;
                (section, part, open.chunks)
            }
            (None, Some(part)) => (section, part, 0),
            (None, None) => return self.count_rest(file, section.start),
        };
        let Some(open) = part.contents.open else {
            let contents = part.contents;
            self.add(part);
            return Ok((contents, None));
        };
        // What an open value has given is taken back, by reading what is before it alone.
        let part = if open.given {
            self.reuse(part.batch);
            self.parse(&section.clone().up_to(open.start), false)?
        } else {
            part
        };
        let contents = part.contents;
        self.add(part);
        let chunks = if open.start == section.start { chunks + 1 } else { 1 };
        if open.to_end || chunks >= PATIENCE {
            let (rest, open) = self.count_rest(file, open.start)?;
            return Ok((contents.and(rest), open));
        }
        Ok((contents, Some(OpenValue { start: open.start, section, chunks })))
    }

    fn add(&mut self, part: Part) {
        self.shared.absorb(&part.batch);
        self.count.defects.merge(part.defects);
        self.reuse(part.batch);
    }

    fn reuse(&mut self, mut batch: Batch) {
        batch.clear();
        self.spare.push(batch);
    }

    /// Reads a long text from `start` to its end in one go.
    fn count_rest(&mut self, file: u64, start: u64) -> Result<(Contents, Option<OpenValue>), FeedError> {
        let Some(cutter) = self.shared.pool.stop_cutting(file) else {
            return Ok((Contents::default(), None));
        };
        let (contents, cutter) = match cutter {
            Cutter::Plain(plain) => {
                let section = Section { start, text: Text::File(Arc::clone(&plain.file), u64::MAX) };
                (
                    self.count_all(section.feed(self.shared.options.progress.as_deref()), start)?.0,
                    Cutter::Plain(plain),
                )
            }
            Cutter::Compressed(cutter) => {
                let (contents, feed) = self.count_all(cutter.feed, start)?;
                (contents, Cutter::Compressed(Box::new(CompressedCutter::new(feed))))
            }
        };
        self.shared.pool.keep(file, cutter);
        Ok((contents, None))
    }

    /// Takes the digest of a file that others read.
    fn digest(&mut self, file: u64, source: &Source, to_digest: &File) -> Result<(), InputError> {
        let (mut hasher, mut at) = (Hasher::default(), 0);
        loop {
            let count = read_at(to_digest, &mut self.window, at);
            let count = count.map_err(|error| InputError::feed(source.path(), &error))?;
            if count == 0 {
                break;
            }
            hasher.update(self.window.get(..count).unwrap_or_default());
            at += count as u64;
        }
        match self.shared.pool.was_digested(file, Some(hasher.finish())) {
            Some(finished) => self.finish(finished),
            None => Ok(()),
        }
    }

    /// All of a long file was counted.
    fn finish(&mut self, finished: Finished) -> Result<(), InputError> {
        let Finished { source, contents, digest, cutter } = finished;
        if holds_reports(&source, contents)? {
            let digest = match cutter {
                Some(Cutter::Compressed(cutter)) => cutter.feed.digest(&mut self.window),
                _ => Ok(digest),
            };
            self.count.digests.extend(digest.map_err(|error| InputError::feed(source.path(), &error))?);
        }
        Ok(())
    }
}

/// Reads until it can be told what the file is.
fn first_bytes(raw: &mut RawFile, head: &mut [u8]) -> Result<usize, FeedError> {
    let mut count = 0;
    while count < TOLD_BY {
        match raw.read(head.get_mut(count..).unwrap_or_default())? {
            0 => break,
            more => count += more,
        }
    }
    Ok(count)
}

/// Whether a file is one of reports; an error if it was named, but is one that we wrote ourselves.
fn holds_reports(source: &Source, contents: Contents) -> Result<bool, InputError> {
    if contents.own_outputs > 0 && source.is_named() {
        return Err(InputError::NoReport {
            path: source.path().to_owned(),
            what: "a metrics or verdict file",
        });
    }
    Ok(contents.reports > 0 || contents.own_outputs == 0)
}

/// A pipe or device cannot be read twice, which broken reports may need: it is spooled.
fn open(source: &Source) -> io::Result<File> {
    match source {
        Source::Stdin => RawFile::spool(io::stdin().lock()),
        Source::File { path, named } => {
            let file = File::open(path)?;
            if !named || file.metadata()?.is_file() { Ok(file) } else { RawFile::spool(file) }
        }
    }
}
