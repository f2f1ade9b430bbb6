//! Which documents did the address ask for? Parameters become the one filter, and the filter becomes parameters again.

use gongkai_capability::StaffPage;
use gongkai_identity::Action;
use gongkai_law::Calendar;
use gongkai_law::validity::horizon;
use gongkai_web::listing::percent;
use gongkai_web::multipart::Form;
use serde::Serialize;

use crate::document::{PublicState, State};
use crate::filter::{Filter, Sort};

/// The parameters of the list, as they stand in the address and in the form above the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Query {
    pub words: String,
    pub state: String,
    pub public: String,
    pub kind: String,
    pub agency: String,
    pub topic: String,
    pub openness: String,
    pub validity: String,
    pub year: String,
    pub sort: String,
    pub mine: bool,
    /// Not public after twenty working days.
    pub overdue: bool,
    /// Validity ends within six months.
    pub ending: bool,
}

impl Query {
    pub(super) fn of(asked: &Form) -> Self {
        let text = |name: &str| asked.get(name).trim().to_owned();
        let yes = |name: &str| asked.get(name) == "1";
        Self {
            words: text("words"),
            state: text("state"),
            public: text("public"),
            kind: text("kind"),
            agency: text("agency"),
            topic: text("topic"),
            openness: text("openness"),
            validity: text("validity"),
            year: text("year"),
            sort: text("sort"),
            mine: yes("mine"),
            overdue: yes("overdue"),
            ending: yes("ending"),
        }
    }

    /// The address of this list; it can be kept, sent and opened again.
    pub(super) fn address(&self) -> String {
        let texts = [
            ("words", &self.words),
            ("state", &self.state),
            ("public", &self.public),
            ("kind", &self.kind),
            ("agency", &self.agency),
            ("topic", &self.topic),
            ("openness", &self.openness),
            ("validity", &self.validity),
            ("year", &self.year),
            ("sort", &self.sort),
        ];
        let flags = [("mine", self.mine), ("overdue", self.overdue), ("ending", self.ending)];
        let texts = texts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", percent(value)));
        let flags = flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| format!("{name}=1"));
        let all: Vec<String> = texts.chain(flags).collect();
        if all.is_empty() { "/staff/documents".to_owned() } else { format!("/staff/documents?{}", all.join("&")) }
    }

    /// How many conditions narrow the list (the order is none).
    pub(super) fn n_conditions(&self) -> usize {
        let bare = Self { sort: String::new(), ..self.clone() };
        bare.address().split(['?', '&']).skip(1).count()
    }

    pub(super) fn filter(&self, page: &StaffPage) -> Filter {
        let one = |value: &str| if value.is_empty() { Vec::new() } else { vec![value.to_owned()] };
        let today = page.platform.db.clock().today();
        Filter {
            agencies: one(&self.agency),
            kinds: one(&self.kind),
            topics: one(&self.topic),
            years: self.year.parse().into_iter().collect(),
            validities: one(&self.validity),
            opennesses: one(&self.openness),
            states: State::from_code(&self.state).into_iter().collect(),
            public_states: PublicState::from_code(&self.public).into_iter().collect(),
            words: self.words.clone(),
            ends_by: self.ending.then(|| horizon(today, 6)),
            // 条例 article 26.
            formed_before: self.overdue.then(|| Calendar::national().subtract_working_days(today, 20).on),
            author: self.mine.then(|| page.session.staff.name.clone()),
            internal_only: true,
            sort: sort_of(&self.sort),
            ..Filter::default()
        }
    }

    /// What of it this person may take away as a file.
    pub(super) fn scope(page: &StaffPage, action: Action) -> gongkai_identity::Scope {
        page.viewer().scope(action)
    }
}

/// The orders that the list offers; the first is the usual one.
pub(super) const SORTS: [(&str, &str, Sort); 5] = [
    ("changed", "最近修改", Sort::Changed),
    ("newest", "最近公开", Sort::Newest),
    ("oldest", "最早公开", Sort::Oldest),
    ("waiting", "等待最久", Sort::Waiting),
    ("ending", "最先到期", Sort::Ending),
];

fn sort_of(word: &str) -> Sort {
    SORTS.iter().find(|(code, ..)| *code == word).map_or(Sort::Changed, |(.., sort)| *sort)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_same_again() {
        let query =
            Query { words: "防汛 & 值守".into(), state: "draft".into(), mine: true, sort: "waiting".into(), ..Query::default() };
        assert_eq!(query.address(), "/staff/documents?words=%E9%98%B2%E6%B1%9B%20%26%20%E5%80%BC%E5%AE%88&state=draft&sort=waiting&mine=1");
        assert_eq!(query.n_conditions(), 3);
        assert_eq!(Query::default().address(), "/staff/documents");
        assert_eq!(Query::default().n_conditions(), 0);
    }
}
