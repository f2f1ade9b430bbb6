//! How are many files worked on by all cores, in bounded memory, and told in the order in which they were met?

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use gongkai_files::Limits;

use crate::gather::{Item, gather};
use crate::survey::Plan;

/// Files under way at once, finished ones that wait for a slower one before them included.
const WINDOW: usize = 256;
/// Bytes of files under way; one larger file passes alone.
const BYTES: usize = 96 * 1024 * 1024;
/// Nesting in a foreign file recurses; this much is reserved, not used.
const STACK: usize = 32 * 1024 * 1024;

/// Gathers on one thread, works on `threads`, and hands the results to `take` here, in the order of the walk, until it breaks.
pub(crate) fn run<T: Send>(
    paths: &[PathBuf],
    limits: &Limits,
    plan: Plan,
    work: &(dyn Fn(Item) -> T + Sync),
    take: &mut dyn FnMut(T) -> ControlFlow<()>,
) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let gate = Gate::default();
    let (to_work, jobs) = sync_channel::<Job>(threads);
    let jobs = Mutex::new(jobs);
    // As many as may be under way: a worker never waits here.
    let (to_take, done) = sync_channel::<Done<T>>(WINDOW + threads);
    std::thread::scope(|scope| {
        // Should a thread not start, the others still end: the channels close.
        let spawn = |name: &str| std::thread::Builder::new().name(name.to_owned()).stack_size(STACK);
        for _ in 0..threads {
            let (to_take, jobs) = (to_take.clone(), &jobs);
            spawn("import-reader").spawn_scoped(scope, move || work_off(jobs, &to_take, work)).expect("the machine has threads to give");
        }
        drop(to_take);
        let gate = &gate;
        let walker = move || {
            let mut serial = 0;
            gather(paths, limits, plan, &mut |item| {
                let weight = item.bytes();
                if gate.enter(weight) && to_work.send(Job { serial, weight, item }).is_ok() {
                    serial += 1;
                }
            });
        };
        spawn("import-walker").spawn_scoped(scope, walker).expect("the machine has threads to give");
        in_order(&done, gate, take);
    });
}

struct Job {
    serial: u64,
    weight: usize,
    item: Item,
}

struct Done<T> {
    serial: u64,
    weight: usize,
    result: T,
}

fn work_off<T>(jobs: &Mutex<Receiver<Job>>, to_take: &SyncSender<Done<T>>, work: &(dyn Fn(Item) -> T + Sync)) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { serial, weight, item }) = job else { return };
        if to_take.send(Done { serial, weight, result: work(item) }).is_err() {
            return;
        }
    }
}

fn in_order<T>(done: &Receiver<Done<T>>, gate: &Gate, take: &mut dyn FnMut(T) -> ControlFlow<()>) {
    let mut early: BTreeMap<u64, Done<T>> = BTreeMap::new();
    let mut next = 0;
    let mut stopped = false;
    while let Ok(one) = done.recv() {
        early.insert(one.serial, one);
        while let Some(one) = early.remove(&next) {
            next += 1;
            if !stopped && take(one.result).is_break() {
                stopped = true;
                gate.stop();
            }
            gate.leave(one.weight);
        }
    }
}

/// Lets files in while there is room for them.
#[derive(Default)]
struct Gate {
    state: Mutex<Inside>,
    changed: Condvar,
}

#[derive(Default)]
struct Inside {
    files: usize,
    bytes: usize,
    stopped: bool,
}

impl Gate {
    /// Waits for room. False where nobody wants anything any more.
    fn enter(&self, bytes: usize) -> bool {
        let mut inside = self.state();
        while !inside.stopped && inside.files > 0 && (inside.files >= WINDOW || inside.bytes + bytes > BYTES) {
            inside = self.changed.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        inside.files += 1;
        inside.bytes += bytes;
        !inside.stopped
    }

    fn leave(&self, bytes: usize) {
        let mut inside = self.state();
        inside.files = inside.files.saturating_sub(1);
        inside.bytes = inside.bytes.saturating_sub(bytes);
        self.changed.notify_all();
    }

    fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, Inside> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    fn folder(n: usize) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a test's own file");
        for number in 0..n {
            std::fs::write(dir.path().join(format!("{number:04}.txt")), format!("第{number}号")).expect("a test's own file");
        }
        dir
    }

    #[test]
    fn results_come_in_the_order_of_the_walk_and_few_are_under_way() {
        let dir = folder(700);
        let (under_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |item: Item| {
            most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            // The first is slow: the others must wait for it, but not without bound.
            if item.path.ends_with("0000.txt") {
                std::thread::sleep(Duration::from_millis(80));
            }
            item.path
        };
        let mut seen = Vec::new();
        run(&[dir.path().to_owned()], &Limits::default(), Plan::default(), &work, &mut |path: String| {
            under_way.fetch_sub(1, Ordering::SeqCst);
            seen.push(path);
            ControlFlow::Continue(())
        });
        assert_eq!(seen.len(), 700);
        assert!(seen.is_sorted());
        assert!(most.load(Ordering::SeqCst) <= WINDOW, "{most:?}");
    }

    #[test]
    fn a_break_ends_the_work() {
        let dir = folder(600);
        let worked = AtomicUsize::new(0);
        let mut taken = 0;
        let work = |_: Item| worked.fetch_add(1, Ordering::SeqCst);
        run(&[dir.path().to_owned()], &Limits::default(), Plan::default(), &work, &mut |_| {
            taken += 1;
            if taken == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(taken, 3);
        assert!(worked.load(Ordering::SeqCst) < 600);
    }
}
