//! Reads and screens files without keeping anything: no database, no network.

use std::ops::ControlFlow;
use std::path::PathBuf;

use gongkai_files::Limits;
use gongkai_law::Openness;
use gongkai_text::screen::Screen;
use jiff::civil::Date;

use crate::examine::{Examined, Lens};
use crate::rules::duplicates::Run;
use crate::rules::report::{Outcome, Report, Tally, Told};
use crate::survey::survey;
use crate::{Progress, pipeline};

/// What is to be screened, and how.
#[derive(Debug, Clone)]
pub struct Check {
    pub paths: Vec<PathBuf>,
    pub limits: Limits,
    pub today: Date,
    /// Taken for what all documents say of themselves.
    pub openness: Option<Openness>,
}

/// Screens every file under the paths and tells each in the order of the walk, until `tell` breaks. Blocks.
pub fn screen(
    check: &Check,
    rules: &Screen,
    tell: &mut dyn FnMut(&Report) -> ControlFlow<()>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Tally {
    let plan = survey(&check.paths, &check.limits);
    let n_files = plan.files;
    let named: Vec<String> = check.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let lens = Lens {
        screen: rules,
        limits: &check.limits,
        today: check.today,
        openness: check.openness,
        kind: None,
        own_hosts: &[],
        keep: None,
        named: &named,
    };
    let (mut tally, mut run, mut done) = (Tally::default(), Run::default(), 0);
    pipeline::run(&check.paths, &check.limits, plan, &|item| lens.examine(item), &mut |examined| {
        // Nothing is kept, so nothing can fail to be kept.
        let Ok(examined) = examined else { return ControlFlow::Continue(()) };
        done += examined.files;
        progress(Progress { done, total: n_files, path: &examined.report.path });
        for report in told(examined, &mut run) {
            tally.add(&report);
            tell(&report)?;
        }
        ControlFlow::Continue(())
    });
    tally
}

/// The lines of one document, with what it repeats of the run.
fn told(examined: Examined, run: &mut Run) -> Vec<Report> {
    let Examined { mut report, body, refused, .. } = examined;
    if let Some(body) = body {
        let repeats = run.note(&report.path, &body.content.metadata, body.signature.as_ref());
        report.findings.extend(repeats.iter().map(Told::from));
    }
    debug_assert!(report.outcome != Outcome::Known, "there is no database to know it");
    let mut all = vec![report];
    all.extend(refused);
    all
}
