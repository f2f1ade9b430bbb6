//! Which requests did the address ask for? Parameters become the one filter, and the filter becomes parameters again.

use gongkai_capability::StaffPage;
use gongkai_web::listing::percent;
use gongkai_web::multipart::Form;
use serde::Serialize;

use crate::tables::list::Filter;

/// The tabs of the desk: code and label.
pub(super) const DESKS: [(&str, &str); 6] = [
    ("open", "全部在办"),
    ("soon", "即将到期"),
    ("overdue", "已逾期"),
    ("waiting", "等待中"),
    ("unconfirmed", "待确认"),
    ("closed", "已办结"),
];

/// The parameters of the queue, as they stand in the address and in the form above the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Query {
    pub desk: String,
    pub words: String,
    pub state: String,
    pub agency: String,
    pub channel: String,
    pub kind: String,
    pub outcome: String,
    pub year: String,
    pub row: String,
    pub mine: bool,
}

impl Query {
    pub(super) fn of(asked: &Form) -> Self {
        let text = |name: &str| asked.get(name).trim().to_owned();
        let mut query = Self {
            desk: text("desk"),
            words: text("words"),
            state: text("state"),
            agency: text("agency"),
            channel: text("channel"),
            kind: text("kind"),
            outcome: text("outcome"),
            year: text("year"),
            row: text("row"),
            mine: asked.get("mine") == "1",
        };
        // The cases behind a year's figure are open and closed alike; otherwise the desk is what is owed.
        if query.desk.is_empty() && query.year.is_empty() && query.outcome.is_empty() && asked.get("all").is_empty() {
            query.desk = "open".to_owned();
        }
        query
    }

    fn texts(&self) -> [(&'static str, &str); 9] {
        [
            ("desk", &self.desk),
            ("words", &self.words),
            ("state", &self.state),
            ("agency", &self.agency),
            ("channel", &self.channel),
            ("kind", &self.kind),
            ("outcome", &self.outcome),
            ("year", &self.year),
            ("row", &self.row),
        ]
    }

    /// The address of this list; it can be kept, sent and opened again.
    pub(super) fn address(&self) -> String {
        let texts = self.texts().into_iter().filter(|(_, value)| !value.is_empty());
        let mut all: Vec<String> = texts.map(|(name, value)| format!("{name}={}", percent(value))).collect();
        if self.mine {
            all.push("mine=1".to_owned());
        }
        if all.is_empty() { "/staff/requests?all=1".to_owned() } else { format!("/staff/requests?{}", all.join("&")) }
    }

    /// How many conditions narrow the list (the tab is none).
    pub(super) fn n_conditions(&self) -> usize {
        self.texts().iter().filter(|(name, value)| *name != "desk" && !value.is_empty()).count() + usize::from(self.mine)
    }

    pub(super) fn filter(&self, page: &StaffPage) -> Filter {
        // What waits for confirmation has the one state in which it can.
        let unconfirmed = self.desk == "unconfirmed";
        Filter {
            desk: if unconfirmed { "open".to_owned() } else { self.desk.clone() },
            state: if unconfirmed { "submitted".to_owned() } else { self.state.clone() },
            agency: self.agency.clone(),
            channel: self.channel.clone(),
            applicant_kind: self.kind.clone(),
            outcome: self.outcome.clone(),
            row: self.row.clone(),
            year: self.year.parse().ok(),
            assignee: self.mine.then_some(page.session.staff.id),
            words: self.words.clone(),
            applicant_key: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_same_again() {
        let form = |fields: &[(&str, &str)]| Form {
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            files: Vec::new(),
        };
        assert_eq!(Query::of(&form(&[])).address(), "/staff/requests?desk=open");
        let year = Query::of(&form(&[("year", "2026"), ("row", "3.3.4")]));
        assert_eq!(year.address(), "/staff/requests?year=2026&row=3.3.4");
        assert_eq!(year.n_conditions(), 2);
        let mine = Query::of(&form(&[("words", "食堂 招标"), ("mine", "1")]));
        assert_eq!(mine.address(), "/staff/requests?desk=open&words=%E9%A3%9F%E5%A0%82%20%E6%8B%9B%E6%A0%87&mine=1");
    }
}
