//! What did somebody write into the form? Read into an application with its files, and kept as typed for the next look.

use std::collections::BTreeMap;

use gongkai_identity::random_token;
use gongkai_web::multipart::{Form, Oversized};
use jiff::civil::Date;

use super::FieldError;
use crate::acts::keep::{Incoming, LARGEST};
use crate::rules::applicant::{Agent, ApplicantKind, Application, Contact, IdentityKind, Person};

/// The fields of the form; a fault of the rules names one of them.
const FIELDS: [&str; 17] = [
    "agency",
    "kind",
    "applicant.name",
    "applicant.identity",
    "applicant.number",
    "contact_person",
    "agent.name",
    "agent.identity",
    "agent.number",
    "contact.phone",
    "contact.email",
    "contact.fax",
    "contact.address",
    "contact.postcode",
    "description",
    "delivery",
    "form",
];
/// Fields of files, and as what they are kept.
const FILES: [(&str, &str); 3] = [("identity_file", "identity"), ("agent.authorisation", "mandate"), ("annex", "annex")];
const LONGEST_HELP: usize = 200;
const MOST_FILES: usize = 20;

/// A form as it was typed.
#[derive(Debug)]
pub(super) struct Typed {
    /// Every field with what stands in it.
    pub values: BTreeMap<&'static str, String>,
    pub help: String,
    /// Sent twice, filed once.
    pub key: String,
    pub application: Application,
    pub files: Vec<Incoming>,
    pub errors: Vec<FieldError>,
    /// Files were chosen: they must be chosen again when the form is shown again.
    pub had_files: bool,
}

impl Typed {
    /// An empty form for an agency.
    pub fn blank(agency: &str) -> Self {
        let mut values: BTreeMap<&'static str, String> = FIELDS.iter().map(|field| (*field, String::new())).collect();
        values.insert("agency", agency.to_owned());
        Self {
            values,
            help: String::new(),
            key: random_token(),
            application: Application::default(),
            files: Vec::new(),
            errors: Vec::new(),
            had_files: false,
        }
    }

    pub fn read(form: Form, oversized: &[Oversized]) -> Self {
        let typed = |field: &str| form.get(field).replace("\r\n", "\n");
        let values: BTreeMap<&'static str, String> = FIELDS.iter().map(|field| (*field, typed(field))).collect();
        let key = Some(form.get("key")).filter(|key| key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let mut read = Self {
            key: key.map_or_else(random_token, str::to_owned),
            help: typed("help"),
            had_files: !form.files.is_empty() || !oversized.is_empty(),
            application: Application::default(),
            files: Vec::new(),
            errors: Vec::new(),
            values,
        };
        read.take_files(form, oversized);
        read.application = read.application();
        read
    }

    fn take_files(&mut self, form: Form, oversized: &[Oversized]) {
        for file in oversized {
            let (size, most) = (file.n_bytes.div_ceil(1 << 20), LARGEST >> 20);
            let name = &file.name;
            self.errors
                .push(FieldError::of(&file.field, format!("文件“{name}”有{size}MB，超过{most}MB，请分开或者降低扫描精度后重新选择")));
        }
        for upload in form.files {
            let Some((field, kind)) = FILES.iter().find(|(field, _)| *field == upload.field) else { continue };
            let file = Incoming { kind, name: upload.name, bytes: upload.bytes };
            match file.wrong() {
                Some(wrong) => self.errors.push(FieldError::of(field, wrong)),
                None => self.files.push(file),
            }
        }
        if self.files.len() > MOST_FILES {
            self.errors.push(FieldError::of("annex", format!("文件不能超过{MOST_FILES}个，请合并后重新选择")));
        }
    }

    /// What is wrong with it, in the order of the form.
    pub fn faults(&self, today: Date) -> Vec<FieldError> {
        let mut faults = self.application.faults(today);
        if self.application.kind.is_none() {
            // What is wrong with the applicant whoever he is, told together with the kind that is missing.
            let organisation = self.application.applicant.identity == Some(IdentityKind::CreditCode);
            let kind = if organisation { ApplicantKind::OtherOrganisation } else { ApplicantKind::NaturalPerson };
            let assumed = Application { kind: Some(kind), ..self.application.clone() };
            let own = assumed.faults(today).into_iter().filter(|fault| fault.field.starts_with("applicant."));
            faults.splice(1..1, own);
        }
        let mut errors: Vec<FieldError> = faults.iter().map(|fault| FieldError::of(fault.field, &fault.reason)).collect();
        if self.help.chars().count() > LONGEST_HELP {
            errors.push(FieldError::of("help", format!("需要的帮助不能超过{LONGEST_HELP}个字符")));
        }
        errors.extend(self.errors.iter().cloned());
        errors
    }

    fn application(&self) -> Application {
        let text = |field: &str| self.values.get(field).map_or_else(String::new, |value| value.trim().to_owned());
        let person = |part: &str| Person {
            name: text(&format!("{part}.name")),
            identity: text(&format!("{part}.identity")).parse().ok(),
            number: text(&format!("{part}.number")),
        };
        let agent = Agent { person: person("agent"), authorised: self.files.iter().any(|file| file.kind == "mandate") };
        // Whoever fills in anything of an agent acts through one.
        let acts = agent.authorised || agent.person != Person::default();
        Application {
            kind: text("kind").parse().ok(),
            applicant: person("applicant"),
            contact_person: text("contact_person"),
            agent: acts.then_some(agent),
            contact: Contact {
                phone: text("contact.phone"),
                email: text("contact.email"),
                fax: text("contact.fax"),
                address: text("contact.address"),
                postcode: text("contact.postcode"),
            },
            description: text("description"),
            delivery: text("delivery").parse().ok(),
            form: text("form").parse().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_web::multipart::Upload;
    use jiff::civil::date;

    fn form(fields: &[(&str, &str)], files: Vec<Upload>) -> Form {
        Form { fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), files }
    }

    #[test]
    fn whoever_names_an_agent_must_bring_the_mandate() {
        let fields = [("agent.name", "林岚"), ("description", "第一行\r\n第二行")];
        let typed = Typed::read(form(&fields, Vec::new()), &[]);
        assert_eq!(typed.values["description"], "第一行\n第二行");
        assert!(typed.faults(date(2026, 3, 2)).iter().any(|error| error.field == "agent.authorisation"));
        let mandate = Upload { field: "agent.authorisation".into(), name: "委托书.txt".into(), bytes: "委托".into() };
        let typed = Typed::read(form(&fields, vec![mandate]), &[]);
        assert!(!typed.faults(date(2026, 3, 2)).iter().any(|error| error.field == "agent.authorisation"));
    }

    #[test]
    fn a_file_too_large_is_told_with_its_size_and_loses_nothing() {
        let large = Oversized { field: "annex".into(), name: "卷宗.pdf".into(), n_bytes: 200 << 20 };
        let typed = Typed::read(form(&[("description", "方案")], Vec::new()), &[large]);
        let errors = typed.faults(date(2026, 3, 2));
        assert!(errors.iter().any(|error| error.field == "annex" && error.message.contains("有200MB，超过40MB")), "{errors:?}");
        assert_eq!(typed.values["description"], "方案");
    }

    #[test]
    fn who_asks_is_looked_at_even_where_the_kind_is_missing() {
        let fields: Vec<String> =
            Typed::read(form(&[], Vec::new()), &[]).faults(date(2026, 3, 2)).into_iter().map(|error| error.field).collect();
        let wanted = ["kind", "applicant.name", "applicant.identity", "contact.phone", "description", "delivery", "form"];
        assert_eq!(fields, wanted);
    }

    #[test]
    fn a_key_that_is_none_is_made_anew() {
        assert_eq!(Typed::read(form(&[("key", "<script>")], Vec::new()), &[]).key.len(), 64);
        let own = "ab".repeat(32);
        assert_eq!(Typed::read(form(&[("key", &own)], Vec::new()), &[]).key, own);
    }
}
