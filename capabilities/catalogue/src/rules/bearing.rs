//! Which agency owes which item on a day, also after one was dissolved, and which item has nobody?

use std::collections::{BTreeSet, HashMap};

use gongkai_agencies::{Agency, AgencyKind, Directory};
use jiff::civil::Date;

use super::item::{Item, Level};
use crate::catalogue::{Bearer, Target};

/// Who answered on a day for what an agency did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answering<'a> {
    Agency(&'a Agency),
    /// Dissolved, and nobody took over.
    Nobody,
    Unknown,
}

/// The agency that answered for a path on a day: itself, or whoever had taken over by then, however often.
#[must_use]
pub fn answering_on<'a>(directory: &'a Directory, path: &str, day: Date) -> Answering<'a> {
    let Some(mut agency) = directory.by_path(path) else { return Answering::Unknown };
    for _ in 0..directory.all().len() {
        if agency.dissolved_on.is_none_or(|on| on > day) {
            return Answering::Agency(agency);
        }
        match directory.by_path(&agency.successor) {
            Some(next) => agency = next,
            None => return Answering::Nobody,
        }
    }
    Answering::Nobody
}

/// Who answered on a day for each agency, worked out once for all of them.
#[must_use]
pub fn answering(directory: &Directory, day: Date) -> HashMap<&str, &str> {
    let one = |agency: &'_ Agency| match answering_on(directory, &agency.path, day) {
        Answering::Agency(answering) => Some(answering.path.as_str()),
        Answering::Nobody | Answering::Unknown => None,
    };
    directory.all().iter().filter_map(|agency| Some((agency.path.as_str(), one(agency)?))).collect()
}

/// Why nobody owes an item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unborne {
    #[error("没有确定承担单位")]
    Nobody,
    #[error("承担单位“{0}”已撤销，没有承接单位")]
    Dissolved(String),
    #[error("承担单位“{0}”不存在")]
    Unknown(String),
}

/// Who bears what in one catalogue on one day.
#[derive(Debug)]
pub struct Bearing<'a> {
    directory: &'a Directory,
    day: Date,
    owner: Option<&'a Agency>,
    fields: HashMap<&'a str, Vec<&'a str>>,
    items: HashMap<&'a str, Vec<&'a str>>,
    towns: Vec<&'a str>,
}

impl<'a> Bearing<'a> {
    /// Of the catalogue of `owner` with these bearers.
    #[must_use]
    pub fn new(directory: &'a Directory, owner: &str, bearers: &'a [Bearer], day: Date) -> Self {
        let owner = directory.by_path(owner);
        let mut fields: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut items: HashMap<&str, Vec<&str>> = HashMap::new();
        for bearer in bearers.iter().filter(|bearer| bearer.holds_on(day)) {
            match &bearer.target {
                Target::Field(code) => fields.entry(code).or_default().push(&bearer.agency),
                Target::Item(code) => items.entry(code).or_default().push(&bearer.agency),
            }
        }
        let is_town = |agency: &&Agency| matches!(agency.data.kind, AgencyKind::Town | AgencyKind::Subdistrict);
        let stands = |agency: &&Agency| agency.dissolved_on.is_none_or(|on| on > day);
        let below = owner.map(|owner| directory.subtree(&owner.path)).into_iter().flatten();
        let towns = below.filter(is_town).filter(stands).map(|agency| agency.path.as_str()).collect();
        Self { directory, day, owner, fields, items, towns }
    }

    /// The agencies that owe an item, each once, and what is wrong with that.
    ///
    /// Items of the level of towns are owed by every town below the owner without a word. A government owes nothing itself that no
    /// bearer was named for: the law speaks of its departments. Any other owner owes all of its own catalogue.
    #[must_use]
    pub fn of(&self, item: &Item) -> (Vec<&'a str>, Vec<Unborne>) {
        let named = self.items.get(item.code.as_str()).or_else(|| self.fields.get(item.field.as_str()));
        let mut owing: BTreeSet<&'a str> = BTreeSet::new();
        let mut against = Vec::new();
        let higher = item.levels.iter().any(|level| !matches!(level, Level::Town | Level::Village));
        // Bearers of a field are departments: what its towns alone owe is not theirs.
        let of_item = self.items.contains_key(item.code.as_str());
        for path in named.into_iter().flatten().filter(|_| higher || of_item) {
            match answering_on(self.directory, path, self.day) {
                Answering::Agency(agency) => drop(owing.insert(&agency.path)),
                Answering::Nobody => against.push(Unborne::Dissolved(self.directory.name_of(path).to_owned())),
                Answering::Unknown => against.push(Unborne::Unknown((*path).to_owned())),
            }
        }
        let is_government = self.owner.is_some_and(|owner| owner.data.kind == AgencyKind::Government);
        if is_government && item.levels.contains(&Level::Town) {
            owing.extend(&self.towns);
        }
        if let Some(owner) =
            self.owner.filter(|owner| !is_government && named.is_none() && owner.dissolved_on.is_none_or(|on| on > self.day))
        {
            let is_town = matches!(owner.data.kind, AgencyKind::Town | AgencyKind::Subdistrict);
            if !is_town || item.levels.iter().any(|level| matches!(level, Level::Town | Level::Village)) {
                owing.insert(&owner.path);
            }
        }
        // Nobody is named: what towns alone owe is nothing to a county's department.
        if is_government && higher && named.is_none() {
            against.push(Unborne::Nobody);
        }
        (owing.into_iter().collect(), against)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::CatalogueId;

    use gongkai_agencies::{AgencyData, AgencyId};
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 2);

    fn agency(id: i64, path: &str, kind: AgencyKind, dissolved: Option<(Date, &str)>) -> Agency {
        Agency {
            id: AgencyId(id),
            path: path.into(),
            parent: path.rsplit_once('/').map_or("", |(parent, _)| parent).into(),
            active: dissolved.is_none(),
            dissolved_on: dissolved.map(|(on, _)| on),
            successor: dissolved.map_or("", |(_, successor)| successor).into(),
            former_names: Vec::new(),
            data: AgencyData { name: path.into(), kind, ..AgencyData::default() },
        }
    }

    fn directory() -> Directory {
        use AgencyKind::{Department, Government, Subdistrict, Town};
        Directory::new(vec![
            agency(1, "qinglan", Government, None),
            agency(2, "qinglan/land", Department, Some((date(2025, 6, 1), "qinglan/nature"))),
            agency(3, "qinglan/nature", Department, None),
            agency(4, "qinglan/relief", Department, Some((date(2025, 6, 1), ""))),
            agency(5, "qinglan/yunxi", Town, None),
            agency(6, "qinglan/east", Subdistrict, None),
        ])
    }

    fn item(code: &str, levels: &[Level]) -> Item {
        Item { code: code.into(), field: code[..2].into(), names: vec![code.into()], levels: levels.to_vec(), ..Item::default() }
    }

    fn bearer(target: &str, agency: &str) -> Bearer {
        let target = Target::from_code(target).expect("a target");
        Bearer { id: 1, catalogue: CatalogueId(1), target, agency: agency.into(), from_on: date(2020, 1, 1), until_on: None }
    }

    #[track_caller]
    fn check(bearers: &[Bearer], item: &Item, day: Date, owing: &[&str], against: &[Unborne]) {
        let directory = directory();
        let found = Bearing::new(&directory, "qinglan", bearers, day).of(item);
        assert_eq!((found.0.as_slice(), found.1.as_slice()), (owing, against));
    }

    #[test]
    fn a_field_is_borne_by_its_department_and_what_towns_owe_by_every_town() {
        let bearers = [bearer("field:01", "qinglan/nature")];
        check(&bearers, &item("010101", &[Level::County]), TODAY, &["qinglan/nature"], &[]);
        check(&bearers, &item("010102", &[Level::County, Level::Town]), TODAY, &["qinglan/east", "qinglan/nature", "qinglan/yunxi"], &[]);
        check(&bearers, &item("010103", &[Level::Town]), TODAY, &["qinglan/east", "qinglan/yunxi"], &[]);
        check(&bearers, &item("020101", &[Level::County]), TODAY, &[], &[Unborne::Nobody]);
        let both = item("020102", &[Level::County, Level::Town]);
        check(&bearers, &both, TODAY, &["qinglan/east", "qinglan/yunxi"], &[Unborne::Nobody]);
    }

    #[test]
    fn an_item_of_its_own_goes_before_its_field() {
        let bearers = [bearer("field:01", "qinglan/nature"), bearer("item:010101", "qinglan/east")];
        check(&bearers, &item("010101", &[Level::County]), TODAY, &["qinglan/east"], &[]);
    }

    #[test]
    fn a_dissolved_agency_hands_its_items_to_its_successor_from_that_day_on() {
        let bearers = [bearer("field:01", "qinglan/land")];
        check(&bearers, &item("010101", &[Level::County]), date(2025, 5, 31), &["qinglan/land"], &[]);
        check(&bearers, &item("010101", &[Level::County]), date(2025, 6, 1), &["qinglan/nature"], &[]);
        let orphaned = [bearer("field:01", "qinglan/relief")];
        check(&orphaned, &item("010101", &[Level::County]), TODAY, &[], &[Unborne::Dissolved("qinglan/relief".into())]);
    }

    #[test]
    fn a_town_owes_its_own_catalogue_as_far_as_it_is_for_towns() {
        let directory = directory();
        let bearing = Bearing::new(&directory, "qinglan/yunxi", &[], TODAY);
        assert_eq!(bearing.of(&item("010103", &[Level::Town])), (vec!["qinglan/yunxi"], vec![]));
        assert_eq!(bearing.of(&item("010101", &[Level::County])), (vec![], vec![]));
    }
}
