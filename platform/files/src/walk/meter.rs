//! Has an archive unpacked to more than anyone would send?

use crate::limits::Limits;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Below this much output no ratio is an attack: an empty form of one page repeats itself too.
const INNOCENT: u64 = 10 * 1024 * 1024;

/// What one walk may unpack in all.
#[derive(Clone)]
pub(crate) struct Meter {
    unpacked: Rc<Cell<u64>>,
    limit: u64,
    ratio: u64,
}

/// Why a metered reader stopped; carried through the decoders inside an `io::Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Spent {
    #[error("解压总量超限")]
    Exhausted,
    #[error("压缩比异常")]
    Bomb,
}

impl Meter {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { unpacked: Rc::new(Cell::new(0)), limit: limits.archive_bytes, ratio: limits.ratio }
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.unpacked.get() > self.limit
    }

    /// A reader of unpacked bytes that stops when they are too many for the `packed` bytes read so far.
    pub(crate) fn unpacked<R: Read>(&self, inner: R, packed: Rc<Cell<u64>>) -> Unpacked<R> {
        Unpacked { inner, packed, meter: self.clone(), out: 0 }
    }
}

pub(crate) struct Unpacked<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    meter: Meter,
    out: u64,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.out += n as u64;
        self.meter.unpacked.set(self.meter.unpacked.get() + n as u64);
        if self.meter.is_spent() {
            return Err(io::Error::other(Spent::Exhausted));
        }
        if self.out > INNOCENT && self.out > self.packed.get().max(1).saturating_mul(self.meter.ratio) {
            return Err(io::Error::other(Spent::Bomb));
        }
        Ok(n)
    }
}

/// Counts the packed bytes that a decoder has taken.
pub(crate) struct Packed<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Packed<R> {
    pub(crate) fn new(inner: R) -> (Self, Rc<Cell<u64>>) {
        let count = Rc::new(Cell::new(0));
        (Self { inner, count: count.clone() }, count)
    }
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// The reason inside an input error, where it is ours.
pub(crate) fn spent(error: &io::Error) -> Option<Spent> {
    error.get_ref()?.downcast_ref::<Spent>().copied()
}
