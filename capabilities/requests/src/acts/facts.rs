//! What is known of a case when a letter about it is written? By the names that templates may use; read within a change or without one.

use anyhow::Context as _;
use gongkai_agencies::{Agency, AgencyKind, Directory};
use gongkai_capability::Platform;
use gongkai_store::beijing_date;
use gongkai_web::Failure;
use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::{Map, Value, json};

use super::consult::Asked;
use super::keep::opened;
use super::letters::chinese;
use crate::case::Case;
use crate::practice::Practice;
use crate::rules::applicant::Application;
use crate::rules::history::{History, What};
use crate::rules::outcome::{Outcome, RemedyClass};
use crate::rules::papers::Paper;
use crate::rules::remedy::{Neighbours, OrganKind, Redress, reconsideration_body};
use crate::tables::letter::CaseLetter;

/// A case with everything around it that its letters speak of.
pub struct Known<'a> {
    pub platform: &'a Platform,
    pub directory: &'a Directory,
    pub case: &'a Case,
    pub history: &'a History,
    pub practice: &'a Practice,
    /// Who asked, acts or was asked, sealed, by part.
    pub people: Vec<(String, String)>,
    pub at: Timestamp,
}

impl Known<'_> {
    pub(super) fn agency(&self) -> Result<&Agency, Failure> {
        Ok(self.directory.by_path(&self.case.agency_path).context("the agency of a request")?)
    }

    /// Everything that templates may name.
    pub(super) fn values(&self, letter: &CaseLetter, number: Value) -> Result<Value, Failure> {
        let applicant: Application = opened(self.platform, self.case, "applicant", &self.people)?.unwrap_or_default();
        let case = self.case;
        let agency = self.agency()?;
        let office = &agency.data.openness;
        let origin = origin(self.platform);
        let mut all = json!({
            "agency": {"name": agency.name()},
            "number": number,
            "applicant": of_applicant(&applicant),
            "request": {
                "number": case.number, "channel": case.channel.label(), "content": case.description,
                "received_on": case.receipt_on.map(chinese), "submitted_on": chinese(case.submitted_on),
            },
            "date": chinese(beijing_date(self.at)),
            "printed_at": Offset::constant(8).to_datetime(self.at).to_string(),
            "seal": "电子印章（示范）",
            "contact": {"person": if office.unit.is_empty() { agency.name() } else { &office.unit }, "phone": or(&office.phone, &agency.data.phone)},
        });
        match letter.addressee.as_str() {
            "applicant" => all["check"] = json!({"address": format!("{origin}/requests/progress")}),
            // Whom we ask was sealed a moment ago, in this very change. The progress page is none of theirs.
            part => {
                let asked: Asked = opened(self.platform, case, part, &self.people)?.unwrap_or_default();
                all["recipient"] = json!({"name": asked.name, "is_organisation": asked.is_organisation});
            }
        }
        if let Some(path) = letter.body.get("reply_path").and_then(Value::as_str) {
            all["check"] = json!({"address": format!("{origin}{path}"), "text": "扫码在线反馈意见"});
        }
        if let Some(on) = self.history.first_on(|what| matches!(what, What::Extended { .. })) {
            all["extended_on"] = json!(chinese(on));
        }
        if let Some(remedy) = self.remedy(agency, letter)? {
            all["remedy"] = json!(remedy);
        }
        if let (Some(all), Some(own)) = (all.as_object_mut(), letter.body.as_object()) {
            // An empty answer of a form is no answer: a letter never has a blank.
            all.extend(own.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), value.clone())));
        }
        Ok(all)
    }

    /// The paragraph on redress that this letter must bear, if any.
    fn remedy(&self, agency: &Agency, letter: &CaseLetter) -> Result<Option<String>, Failure> {
        let paper: Paper = letter.code.parse().map_err(anyhow::Error::from)?;
        let class = letter.outcome.map_or(paper.remedy(), Outcome::remedy);
        if paper.remedy() == RemedyClass::NoRemedy {
            return Ok(None);
        }
        let practice = self.practice;
        let government = government_of(self.directory, agency);
        let kind = match agency.data.kind {
            AgencyKind::Government | AgencyKind::Town => OrganKind::LocalGovernment,
            AgencyKind::Subdistrict => OrganKind::DispatchedOrgan,
            AgencyKind::Department | AgencyKind::Office => OrganKind::Department,
            AgencyKind::Institution | AgencyKind::PublicEnterprise => OrganKind::AuthorisedOrganisation,
        };
        let above = government.map(Agency::name).or(Some(practice.superior.as_str()).filter(|name| !name.is_empty()));
        let neighbours = Neighbours { own: agency.name(), government: above, superior: above };
        let body = reconsideration_body(kind, neighbours).ok_or_else(|| {
            Failure::refused(
                "没有设置上一级人民政府，不能写明行政复议机关；请系统管理员在“requests”配置中填写“superior”（行政复议法第二十四条）",
            )
        })?;
        let some = |text: &'_ str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (court, channel) = (some(&practice.court), some(&practice.review_channel));
        let redress = Redress { body, court: court.as_deref(), online_channel: channel.as_deref(), paper: "本告知书" };
        Ok(match letter.outcome {
            Some(outcome) => redress.paragraph(outcome),
            None => redress.of_class(class),
        })
    }
}

fn or<'a>(first: &'a str, second: &'a str) -> &'a str {
    if first.is_empty() { second } else { first }
}

/// Where this installation is reached; the address in letters.
fn origin(platform: &Platform) -> String {
    let scheme = if platform.settings.https { "https" } else { "http" };
    let sites = platform.sites.all();
    let host = sites.iter().find(|site| site.main).map_or(platform.settings.listen.as_str(), |site| site.host.as_str());
    format!("{scheme}://{host}")
}

fn of_applicant(application: &Application) -> Value {
    let person = &application.applicant;
    let mut all = Map::new();
    all.insert("name".to_owned(), json!(person.name));
    all.insert("is_organisation".to_owned(), json!(application.kind.is_some_and(|kind| kind.is_organisation())));
    Value::Object(all)
}

/// The government that an agency belongs to: the nearest above it that is one.
fn government_of<'a>(directory: &'a Directory, agency: &Agency) -> Option<&'a Agency> {
    directory.above(&agency.path).into_iter().rev().find(|above| above.path != agency.path && above.data.kind == AgencyKind::Government)
}
