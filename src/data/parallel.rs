//! [`each`]: the same done to several things, on several threads.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// What `work` makes of each thing, in the order of the things, on up to so many threads, this one among them.
pub fn each<T: Sync, R: Send>(things: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let part = things.len().div_ceil(threads.max(1)).max(1);
    let (mine, others) = things.split_at_checked(part).unwrap_or((things, &[]));
    let all = |part: &[T]| part.iter().map(&work).collect::<Vec<R>>();
    scope(|scope| {
        let all = &all;
        let workers: Vec<_> = others
            .chunks(part)
            // Where the system has no thread to give, the work is done here.
            .map(|part| Builder::new().spawn_scoped(scope, move || all(part)).map_err(|_| part))
            .collect();
        let mut made = all(mine);
        for worker in workers {
            made.extend(match worker {
                Ok(worker) => worker.join().unwrap_or_else(|panic| resume_unwind(panic)),
                Err(part) => all(part),
            });
        }
        made
    })
}
