//! What does the reader make of these files? Prints each extract: for trying a format by hand.

use gongkai_files::{Limits, read, walk};
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let sums_only = arguments.first().is_some_and(|first| first == "--sums");
    if sums_only {
        arguments.remove(0);
    }
    let paths: Vec<PathBuf> = arguments.iter().map(PathBuf::from).collect();
    let limits = Limits::default();
    let (mut files, mut bytes_read, mut failed, mut spent) = (0_usize, 0_usize, 0_usize, Duration::ZERO);
    walk(&paths, &limits, &mut |entry| {
        let outcome = match &entry.content {
            Ok(bytes) => {
                let started = Instant::now();
                let outcome = read(entry.name(), bytes, &limits).map_err(|error| error.to_string());
                spent += started.elapsed();
                bytes_read += bytes.len();
                outcome
            }
            Err(error) => Err(error.to_string()),
        };
        files += 1;
        failed += usize::from(outcome.is_err());
        match outcome {
            Ok(extract) if !sums_only => println!("{}\n{extract:#?}", entry.path),
            Ok(_) => {}
            Err(error) => println!("{error}"),
        }
    });
    let seconds = spent.as_secs_f64();
    println!("{files} 个文件，{failed} 个未读出，{:.1} MB，{seconds:.2} 秒", bytes_read as f64 / 1e6);
}
