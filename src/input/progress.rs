//! [`Progress`]: how far reading has come, for somebody who watches.

use std::sync::atomic::{AtomicU64, Ordering};

/// How far reading has come. What is read twice counts twice.
#[derive(Debug, Default)]
pub struct Progress {
    bytes: AtomicU64,
    reports: AtomicU64,
}

impl Progress {
    /// Bytes of files that were read.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Reports that were counted.
    #[must_use]
    pub fn reports(&self) -> u64 {
        self.reports.load(Ordering::Relaxed)
    }

    /// More bytes were read.
    pub fn add_bytes(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// More reports were counted.
    pub fn add_reports(&self, reports: usize) {
        self.reports.fetch_add(reports as u64, Ordering::Relaxed);
    }
}
