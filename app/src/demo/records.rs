//! Which records has the county made? Each template, as often as it says, with its days, text and attachments.

use std::collections::BTreeMap;

use gongkai_law::chinese::{self, format_date};
use gongkai_law::{Calendar, TermReckoning, term_end};
use jiff::ToSpan;
use jiff::civil::Date;

use super::dice::Dice;
use super::fill::Slots;
use super::finish;
use super::model::{AgencyKind, DemoAgency, DemoAttachment, DemoRecord, DemoRelation, DemoStaff, DemoState};
use super::schedule::{self, Days};
use super::staff;
use super::table;
use super::template::{self, Template, Version};
use super::words::Words;

/// What all records are made from.
pub struct Makers<'a> {
    pub today: Date,
    pub calendar: Calendar,
    pub words: Words,
    pub agencies: &'a [DemoAgency],
    pub staff: &'a [DemoStaff],
}

/// A record and the series its number is taken from: `青教发`.
pub struct Made {
    pub record: DemoRecord,
    pub series: Option<String>,
}

pub fn all(today: Date, agencies: &[DemoAgency], staff: &[DemoStaff]) -> Vec<DemoRecord> {
    let makers = Makers { today, calendar: Calendar::national(), words: Words::read(), agencies, staff };
    let mut made = Vec::new();
    for template in template::all() {
        let versions = template.versions();
        if versions.is_empty() {
            for instance in 0..template.count() {
                let record = makers.plain(&template, instance, &made);
                made.push(record);
            }
        } else {
            made.extend(versions.iter().enumerate().map(|(instance, version)| makers.version(&template, instance, version)));
        }
    }
    finish::finish(made, today, &makers.calendar)
}

impl Makers<'_> {
    fn agency(&self, template: &Template, instance: usize) -> &DemoAgency {
        let by = template.block.words("by");
        let named = by[instance % by.len()];
        let path = if named == "qinglan" { named.to_owned() } else { format!("qinglan/{named}") };
        self.agencies.iter().find(|agency| agency.path == path).expect("templates name agencies that exist")
    }

    fn plain(&self, template: &Template, instance: usize, earlier: &[Made]) -> Made {
        let mut dice = Dice::for_label(&format!("{}/{instance}", template.key));
        let target = template
            .block
            .get("of")
            .map(|key| earlier.iter().find(|made| made.record.key == key).expect("an interpretation follows its text"));
        let days = match target {
            Some(target) => self.days_after(&target.record, &mut dice),
            None => schedule::days(template, instance, self.today, &self.calendar, &mut dice),
        };
        let mut made = self.write(template, instance, days, dice, &BTreeMap::new());
        made.record.key = format!("{}-{}", template.key, instance + 1);
        if let Some(target) = target {
            made.record.relations.push(DemoRelation { kind: "interprets".to_owned(), target: target.record.key.clone() });
        }
        finish::apply_state(&mut made, template, instance, self.today, &self.calendar);
        made
    }

    /// An interpretation comes out with its text, three working days later at the latest.
    fn days_after(&self, target: &DemoRecord, dice: &mut Dice) -> Days {
        let published = target.published_on.unwrap_or(target.formed_on);
        let on = self
            .calendar
            .add_working_days(published, dice.between(0, 3) as u32)
            .on
            .min(schedule::last_working_day(self.today, &self.calendar));
        Days { formed_on: published, published_on: on, period: published.first_of_month() }
    }

    fn version(&self, template: &Template, instance: usize, version: &Version) -> Made {
        let mut dice = Dice::for_label(version.key);
        let formed_on = schedule::last_working_day(schedule::back_from(self.today, -version.formed), &self.calendar);
        let newest = schedule::last_working_day(self.today, &self.calendar);
        let published_on = self.calendar.add_working_days(formed_on, dice.between(0, 6) as u32).on.min(newest);
        let effective_on = match version.effective_after {
            0 => formed_on,
            days => first_of_next_month(formed_on, days),
        };
        let ends_on = version.term_years.and_then(|years| term_end(effective_on, years, TermReckoning::default()));
        let mut known = BTreeMap::new();
        known.insert("force".to_owned(), closing_clause(version, formed_on, effective_on, ends_on));
        let days = Days { formed_on, published_on, period: formed_on.first_of_month() };
        let mut made = self.write(template, instance, days, dice, &known);
        made.record.key = version.key.to_owned();
        made.record.effective_on = Some(effective_on);
        made.record.ends_on = ends_on;
        if let Some(target) = version.replaces {
            made.record.relations.push(DemoRelation { kind: "replaces".to_owned(), target: target.to_owned() });
        }
        for kind in ["repeals", "partly_repeals", "amends", "extends", "implements"] {
            let targets = template.block.words(kind).into_iter();
            made.record.relations.extend(targets.map(|target| DemoRelation { kind: kind.to_owned(), target: target.to_owned() }));
        }
        made
    }

    fn write(&self, template: &Template, instance: usize, days: Days, dice: Dice, known: &BTreeMap<String, String>) -> Made {
        let agency = self.agency(template, instance);
        let mut slots = Slots { words: &self.words, dice, instance, formed_on: days.formed_on, known: known.clone() };
        introduce(&mut slots, agency, days);
        let title = slots.fill(template.title());
        // Before the text, which may say how many rows its annex has.
        let attachments = table::attachments(template, &mut slots);
        let text = slots.fill(template.block.body);
        let summary = template.block.get("summary").map_or_else(|| first_sentence(&text), |summary| slots.fill(summary));
        let body = compose(template, agency, &text, &attachments, days.formed_on, &mut slots);
        let units = template.block.get("unit").map(str::to_owned);
        let record = DemoRecord {
            key: String::new(),
            agency: agency.path.clone(),
            joint: template.block.words("joint").into_iter().map(|code| format!("qinglan/{code}")).collect(),
            source: template.block.get("source").map(str::to_owned),
            kind: template.kind().to_owned(),
            genre: template.genre(&title),
            document_number: None,
            summary,
            body,
            topic: template.block.get("topic").unwrap_or("0299").to_owned(),
            audiences: template.audiences(),
            disclosure_item: template.block.get("item").map(str::to_owned),
            responsible_unit: units.unwrap_or_else(|| agency.divisions.first().cloned().unwrap_or_else(|| "办公室".to_owned())),
            author: staff::author_of(self.staff, &agency.path),
            formed_on: days.formed_on,
            published_on: Some(days.published_on),
            effective_on: None,
            ends_on: None,
            notice_until: template.block.get("expires").and_then(|days_open| self.over(days_open, days.published_on)),
            validity_facts: Vec::new(),
            openness: template.openness(),
            ground: template.ground(),
            ground_note: template.block.get("ground_note").map(str::to_owned),
            state: DemoState::Published,
            attachments,
            relations: Vec::new(),
            title,
        };
        Made { record, series: series(template, agency) }
    }

    /// A 公示 is open for so many working days after its publication.
    fn over(&self, working_days: &str, published_on: Date) -> Option<Date> {
        Some(self.calendar.add_working_days(published_on, working_days.parse().ok()?).on)
    }
}

/// What every text may say about its agency and its day.
fn introduce(slots: &mut Slots<'_>, agency: &DemoAgency, days: Days) {
    let year = days.formed_on.year();
    slots.set("agency", &agency.name);
    slots.set("short", &agency.short_name);
    slots.set("tel", &agency.telephone);
    slots.set("fax", &agency.fax);
    slots.set("email", &agency.email);
    slots.set("address", &agency.address);
    slots.set("postcode", &agency.postcode);
    slots.set("hours", &agency.office_hours);
    slots.set("open_unit", format!("{}{}", agency.name, agency.openness_unit));
    slots.set("functions", numbered(&agency.functions));
    slots.set("divisions", agency.divisions.join("、"));
    if matches!(agency.kind, AgencyKind::Town | AgencyKind::Subdistrict) {
        slots.set("town", &agency.short_name);
    }
    slots.set("leader", agency.leaders.first().map_or("", |leader| leader.name.as_str()));
    slots.set("year", year.to_string());
    slots.set("lastyear", (year - 1).to_string());
    slots.set("nextyear", (year + 1).to_string());
    slots.set("month", days.formed_on.month().to_string());
    slots.set("pyear", days.period.year().to_string());
    slots.set("pmonth", days.period.month().to_string());
    let through = if days.period.month() == 1 { "1月".to_owned() } else { format!("1—{}月", days.period.month()) };
    slots.set("through", through);
    slots.set("published", format_date(days.published_on));
}

fn numbered(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().zip(1u32..).map(|(line, at)| format!("（{}）{line}", chinese::numeral(at))).collect();
    lines.join("\n")
}

/// The closing clause of a normative text: from when, until when, and what it takes the place of.
fn closing_clause(version: &Version, formed_on: Date, effective_on: Date, ends_on: Option<Date>) -> String {
    let from = if effective_on == formed_on {
        "自印发之日起施行".to_owned()
    } else {
        format!("自{}起施行", format_date(effective_on))
    };
    let term = match (version.term_years, ends_on) {
        (Some(years), Some(end)) if years > 2 => format!("，有效期{years}年，至{}止", format_date(end)),
        (Some(years), _) => format!("，有效期{}年", chinese::numeral(u32::from(years))),
        _ => String::new(),
    };
    let replaced = version.replaces.map(|key| format!("<<{key}>>同时废止。")).unwrap_or_default();
    format!("{from}{term}。{replaced}")
}

fn first_of_next_month(formed_on: Date, days: i64) -> Date {
    let about = formed_on.checked_add(days.days()).expect("a near day");
    about.first_of_month().checked_add(1.month()).expect("a near day")
}

fn series(template: &Template, agency: &DemoAgency) -> Option<String> {
    let suffix = template.block.get("number")?;
    Some(match suffix {
        "令" | "公告" => format!("{}{suffix}", agency.name),
        _ => format!("{}{suffix}", agency.number_stem),
    })
}

/// Text, annexes named, signature, day and notes, in the order of GB/T 9704.
fn compose(
    template: &Template,
    agency: &DemoAgency,
    text: &str,
    attachments: &[DemoAttachment],
    formed_on: Date,
    slots: &mut Slots<'_>,
) -> String {
    let mut lines = vec![text.to_owned()];
    if template.block.get("sign") == Some("no") {
        return text.to_owned();
    }
    let names: Vec<&str> = attachments.iter().map(|file| file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem)).collect();
    match names.as_slice() {
        [] => {}
        [one] => lines.push(format!("附件：{one}")),
        many => {
            lines.extend(many.iter().zip(1..).map(|(name, at)| if at == 1 { format!("附件：{at}.{name}") } else { format!("{at}.{name}") }))
        }
    }
    let signer = template.block.get("source").unwrap_or(&agency.name);
    lines.push(signer.to_owned());
    lines.extend(template.block.words("joint_names").into_iter().map(str::to_owned));
    lines.push(format_date(formed_on));
    lines.push(format!("（{}）", template.openness().printed_note()));
    if template.block.get("contact") == Some("yes") {
        lines.push(slots.fill("（联系人：{surname}同志，联系电话：{tel}）"));
    }
    lines.join("\n")
}

/// The first sentence that says something: long enough, and not the line that only addresses someone.
fn first_sentence(text: &str) -> String {
    let sentences = text.lines().filter(|line| !line.ends_with('：') || line.contains('。')).flat_map(|line| line.split_inclusive('。'));
    let sentence = sentences.map(str::trim).find(|sentence| sentence.chars().count() >= 18).unwrap_or(text);
    sentence.chars().take(100).collect()
}
