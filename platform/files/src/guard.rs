//! How do we run a parser that may panic or never return?

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

/// Why a guarded parser gave no answer of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    Panicked,
    TimedOut,
}

/// A parser may recurse deeply on hostile nesting; this much stack is reserved, not used, by an ordinary file.
const STACK: usize = 32 * 1024 * 1024;

/// Runs `work` on its own thread and waits at most `limit`.
///
/// A thread that outlives its limit cannot be killed in safe Rust: it is left to end by itself and its answer is thrown away.
/// The size limits before the call keep that rare and bounded.
pub(crate) fn run<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Stopped> {
    let (answer, receive) = mpsc::sync_channel(1);
    let spawned = std::thread::Builder::new().name("file-reader".to_owned()).stack_size(STACK).spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(work)).map_err(|_| Stopped::Panicked);
        // The waiting side may have given up already; then nobody wants the answer.
        let _ = answer.send(outcome);
    });
    if spawned.is_err() {
        return Err(Stopped::Panicked);
    }
    receive.recv_timeout(limit).unwrap_or(Err(Stopped::TimedOut))
}

/// Runs `work` here, turning a panic into an answer: for our own parsers on small input.
pub(crate) fn here<T>(work: impl FnOnce() -> T) -> Result<T, Stopped> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Stopped::Panicked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_and_a_stuck_thread_are_answers() {
        assert_eq!(run(Duration::from_secs(5), || 7), Ok(7));
        assert_eq!(run::<()>(Duration::from_secs(5), || panic!("测试")), Err(Stopped::Panicked));
        let (_keep, wait) = mpsc::channel::<()>();
        assert_eq!(run(Duration::from_millis(20), move || wait.recv().is_ok()), Err(Stopped::TimedOut));
        assert_eq!(here(|| 1), Ok(1));
    }
}
