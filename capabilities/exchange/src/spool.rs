//! Where do files wait whose document, or whose attachments, have not come by yet?

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// This much waits in memory, the rest in a nameless file that goes with the process.
const IN_MEMORY: usize = 64 * 1024 * 1024;

/// Keeps bytes aside.
#[derive(Debug, Default)]
pub(crate) struct Spool {
    in_memory: usize,
    file: Option<File>,
    end: u64,
}

/// Bytes that were put aside.
#[derive(Debug)]
pub(crate) enum Held {
    Here(Vec<u8>),
    There { at: u64, len: usize },
}

impl Spool {
    pub(crate) fn put(&mut self, bytes: Vec<u8>) -> io::Result<Held> {
        if self.in_memory + bytes.len() <= IN_MEMORY {
            self.in_memory += bytes.len();
            return Ok(Held::Here(bytes));
        }
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile()?);
        }
        let file = self.file.as_mut().expect("made just now");
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(&bytes)?;
        let held = Held::There { at: self.end, len: bytes.len() };
        self.end += bytes.len() as u64;
        Ok(held)
    }

    pub(crate) fn take(&mut self, held: Held) -> io::Result<Vec<u8>> {
        match held {
            Held::Here(bytes) => {
                self.in_memory -= bytes.len();
                Ok(bytes)
            }
            Held::There { at, len } => {
                let file = self.file.as_mut().expect("what lies there was written to it");
                file.seek(SeekFrom::Start(at))?;
                let mut bytes = vec![0; len];
                file.read_exact(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_comes_back() {
        let mut spool = Spool::default();
        let large = vec![7; IN_MEMORY - 10];
        let a = spool.put(large.clone()).expect("a test's own file");
        let b = spool.put(b"of the disk, first".to_vec()).expect("a test's own file");
        let c = spool.put(b"of the disk, second".to_vec()).expect("a test's own file");
        assert!(matches!((&a, &b), (Held::Here(_), Held::There { .. })));
        assert_eq!(spool.take(c).expect("a test's own file"), b"of the disk, second");
        assert_eq!(spool.take(b).expect("a test's own file"), b"of the disk, first");
        assert_eq!(spool.take(a).expect("a test's own file"), large);
        assert!(matches!(spool.put(vec![1]).expect("a test's own file"), Held::Here(_)), "memory is free again");
    }
}
