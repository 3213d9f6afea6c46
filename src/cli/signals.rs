//! Ctrl-C ends rulecheck at once; only while a file takes its place is that finished first, so that no part of one stays.

#[cfg(unix)]
pub(crate) use unix::finish_first;

#[cfg(not(unix))]
pub(crate) fn finish_first<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Arc, OnceLock};

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::{flag, low_level};

    /// What becomes of a signal.
    struct Signals {
        /// It does at once what it does by default.
        at_once: Arc<AtomicBool>,
        /// The one that came while it did not; 0 if none did.
        came: Arc<AtomicUsize>,
    }

    impl Signals {
        fn watch() -> io::Result<Self> {
            let signals = Self { at_once: Arc::new(AtomicBool::new(true)), came: Arc::default() };
            for (signal, number) in [(SIGINT, 1), (SIGTERM, 2)] {
                flag::register_conditional_default(signal, Arc::clone(&signals.at_once))?;
                flag::register_usize(signal, Arc::clone(&signals.came), number)?;
            }
            Ok(signals)
        }
    }

    /// Does something that is not broken off by a signal to end.
    pub(crate) fn finish_first<T>(work: impl FnOnce() -> T) -> T {
        static SIGNALS: OnceLock<Option<Signals>> = OnceLock::new();
        let Some(signals) = SIGNALS.get_or_init(|| Signals::watch().ok()) else { return work() };
        signals.at_once.store(false, Ordering::SeqCst);
        let done = work();
        signals.at_once.store(true, Ordering::SeqCst);
        let came = match signals.came.load(Ordering::SeqCst) {
            1 => SIGINT,
            2 => SIGTERM,
            _ => return done,
        };
        // Ends here, unless that is not what the signal does.
        let _ = low_level::emulate_default_handler(came);
        done
    }
}
