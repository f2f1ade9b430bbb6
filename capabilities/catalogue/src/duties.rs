//! How do the duties of these agencies stand, as of a day? One question for the records of all of them, one for the statements,
//! one for the days that set clocks going; everything else is worked out.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use anyhow::Result;
use gongkai_agencies::{Directory, directory};
use gongkai_law::Calendar;
use gongkai_store::Db;
use jiff::civil::Date;

use crate::catalogue::ItemRef;
use crate::fulfilment::Fulfilment;
use crate::library::{Library, library};
use crate::owed::{Orphan, Owed, owed};
use crate::rules::bearing::answering;
use crate::rules::duty::{Duty, Given, duties as read};
use crate::rules::practice::Practice;
use crate::rules::term::Settled;
use crate::statement::{NilStatement, Occurrence, StatementState};
use crate::tables;

static PRACTICE: LazyLock<Practice> = LazyLock::new(Practice::ours);

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Paths of agencies; empty for all.
    pub agencies: Vec<String>,
    pub as_of: Date,
    /// Periods before this day are not asked for.
    pub from: Date,
    /// Codes of fields; empty for all.
    pub fields: Vec<String>,
}

impl Ask {
    /// The duties of one agency in the year of a day and the two before.
    #[must_use]
    pub fn of(agency: &str, as_of: Date) -> Self {
        Self { agencies: vec![agency.to_owned()], as_of, from: first_of(as_of.year() - 2), fields: Vec::new() }
    }
}

/// The first day of a year.
#[must_use]
pub fn first_of(year: i16) -> Date {
    Date::new(year, 1, 1).unwrap_or(Date::MIN)
}

/// One item of one agency with all its periods.
#[derive(Debug)]
pub struct Line {
    pub owed: Owed,
    pub duties: Vec<Duty>,
    /// What `Duty::records` points into, in the order of publication.
    pub records: Vec<Arc<Fulfilment>>,
    pub nils: Vec<Arc<NilStatement>>,
}

/// How everything that was asked for stands.
#[derive(Debug, Default)]
pub struct Overview {
    /// By agency, catalogue and code.
    pub lines: Vec<Line>,
    pub orphans: Vec<Orphan>,
}

/// What is known of an item of an agency: answering agency, line, code.
type Key<'a> = (&'a str, &'a str, &'a str);

/// Reads the duties.
///
/// # Errors
/// When the database cannot be read.
pub async fn duties(db: &Db, ask: &Ask) -> Result<Overview> {
    let (library, directory) = (library(db).await?, directory(db).await?);
    if library.is_empty() {
        return Ok(Overview::default());
    }
    let answers = answering(&directory, ask.as_of);
    let wanted: Option<HashSet<&str>> = (!ask.agencies.is_empty()).then(|| ask.agencies.iter().map(String::as_str).collect());
    let mut found = owed(&library, &directory, wanted.as_ref(), ask.as_of);
    if !ask.fields.is_empty() {
        found.owed.retain(|owed| ask.fields.contains(&owed.kept.item.field));
    }
    // What a dissolved agency did is counted for the one that answers for it now.
    let asked = paths(&directory, &answers, wanted.as_ref());
    let records = tables::fulfilment::counting_on(db, &asked, ask.as_of).await?;
    let mut statements = tables::statement::of_agencies(db, &asked).await?;
    statements.retain(|nil| nil.state == StatementState::Signed && nil.signed_on.is_some_and(|on| on <= ask.as_of));
    let said = Said {
        records: records.into_iter().map(Arc::new).collect(),
        nils: statements.into_iter().map(Arc::new).collect(),
        occurrences: tables::statement::occurrences(db, &asked).await?,
    };
    let read = said.lines(&found.owed, &answers, &library, ask);
    let line = |(owed, (duties, records, nils))| Line { owed, duties, records, nils };
    Ok(Overview { lines: found.owed.into_iter().zip(read).map(line).collect(), orphans: found.orphans })
}

/// Everything that was said about the items of the agencies asked for.
struct Said {
    records: Vec<Arc<Fulfilment>>,
    nils: Vec<Arc<NilStatement>>,
    occurrences: Vec<Occurrence>,
}

/// The duties of an item, with the records and statements they point to.
type Read = (Vec<Duty>, Vec<Arc<Fulfilment>>, Vec<Arc<NilStatement>>);

impl Said {
    fn lines<'a>(&'a self, owed: &'a [Owed], answers: &HashMap<&'a str, &'a str>, library: &Library, ask: &Ask) -> Vec<Read> {
        let mut records = grouped(&self.records, answers, |record| (&record.agency, &record.item));
        let mut nils = grouped(&self.nils, answers, |nil| (&nil.agency, &nil.item));
        let occurrences = grouped(&self.occurrences, answers, |event| (&event.agency, &event.item));
        let calendar = Calendar::national();
        let mut settled: HashMap<&str, Settled> = HashMap::new();
        let one = |owed: &'a Owed| {
            let key: Key<'_> = (&owed.agency, &owed.line, owed.code());
            let mut own = records.remove(&key).unwrap_or_default();
            own.sort_by_key(|record| (record.published_on, record.document));
            let own_nils = nils.remove(&key).unwrap_or_default();
            let given = Given {
                kept: &owed.kept,
                applies: owed.applies,
                since: owed.since,
                from: ask.from,
                as_of: ask.as_of,
                settled: *settled.entry(&owed.agency).or_insert_with(|| library.settled_for(&owed.agency, ask.as_of)),
                calendar: &calendar,
                practice: &PRACTICE,
                records: &own.iter().map(|record| record.as_ref()).collect::<Vec<_>>(),
                nils: &own_nils.iter().map(|nil| nil.as_ref()).collect::<Vec<_>>(),
                occurrences: occurrences.get(&key).map_or(&[], Vec::as_slice),
            };
            (read(&given), own.into_iter().cloned().collect(), own_nils.into_iter().cloned().collect())
        };
        owed.iter().map(one).collect()
    }
}

/// Things by the item they speak of and the agency that answers for it now.
fn grouped<'a, T>(
    things: &'a [T],
    answers: &HashMap<&'a str, &'a str>,
    of: impl Fn(&'a T) -> (&'a String, &'a ItemRef),
) -> HashMap<Key<'a>, Vec<&'a T>> {
    let mut groups: HashMap<Key<'a>, Vec<&'a T>> = HashMap::new();
    for thing in things {
        let (agency, item) = of(thing);
        if let Some(answering) = answers.get(agency.as_str()) {
            groups.entry((answering, &item.line, &item.code)).or_default().push(thing);
        }
    }
    groups
}

/// The agencies asked for, and those for which they answer now.
fn paths(directory: &Directory, answers: &HashMap<&str, &str>, wanted: Option<&HashSet<&str>>) -> Vec<String> {
    let counts = |path: &str| match wanted {
        None => true,
        Some(wanted) => wanted.contains(path) || answers.get(path).is_some_and(|answering| wanted.contains(answering)),
    };
    directory.all().iter().filter(|agency| counts(&agency.path)).map(|agency| agency.path.clone()).collect()
}

/// The items that an agency owes now: among these a record of it is looked for.
#[must_use]
pub fn owed_by(library: &Library, directory: &Directory, agency: &str, day: Date) -> Vec<Owed> {
    let asked = HashSet::from([agency]);
    let mut all = owed(library, directory, Some(&asked), day).owed;
    all.retain(|owed| owed.applies);
    all
}
