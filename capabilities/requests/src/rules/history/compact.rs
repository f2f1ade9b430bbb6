//! How is a history written in one line? `NAME@date[:n]; …`, as tables of cases and the command line write it.

use gongkai_law::Calendar;
use jiff::civil::Date;

use super::super::terms::Terms;
use super::{Channel, Event, FeeBasis, History, PartyKind, Way, What};

/// What cannot be read in a line of events. All of them are told at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompactError {
    #[error("“{0}”不是事件名称")]
    UnknownName(String),
    #[error("“{0}”缺少日期，应写作“名称@年-月-日”")]
    NoDate(String),
    #[error("“{0}”中的日期无效")]
    BadDate(String),
    #[error("“{0}”中的天数无效")]
    BadNumber(String),
    #[error("“{0}”之前没有尚未结束的征求意见")]
    NothingSought(String),
    #[error("“{0}”缺少天数，应写作“名称@年-月-日:天数”")]
    NoNumber(String),
    #[error("“{later}”的日期早于前一事件“{earlier}”，事件应当按时间先后排列")]
    OutOfOrder { earlier: String, later: String },
}

impl History {
    /// Reads `CONSULT_START@2025-09-12; TP_RECV@2025-09-16; TP_SILENT`. `-` and nothing are no events.
    ///
    /// The names: `CORR_NOTICE[:n]`, `CORR_NOTICE_RECV[:n]`, `CORR_RECV`, `CORR_LAPSED`; `CONSULT_START` (third party),
    /// `AGENCY_START` (co-maker), `CONSULT_END`, `TP_RECV`, `TP_SILENT` (no day needed: it ends on the last day of the term);
    /// `EXT:n`, `DEFER:n`, `EXPLAIN_ASK[:n]`, `EXPLAIN_RECV`; `FEE_NOTICE_SENT`, `FEE_NOTICE_RECV`, `FEE_PAID`, `FEE_LAPSED`;
    /// `REPLY`, `WITHDRAWN`, `REDO[:n]`. `CONSULT_END` ends the opinion sought first among those open.
    ///
    /// # Errors
    /// Everything that cannot be read, in the order of the line.
    pub fn read(text: &str, calendar: &Calendar, terms: &Terms) -> Result<History, Vec<CompactError>> {
        let mut reader = Reader { calendar, terms, events: Vec::new(), sought: Vec::new(), errors: Vec::new(), last: None };
        for part in text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty() && *part != "-") {
            match reader.event(part) {
                Ok(event) => reader.keep(part, event),
                Err(error) => reader.errors.push(error),
            }
        }
        if reader.errors.is_empty() { Ok(History { events: reader.events }) } else { Err(reader.errors) }
    }

    /// The same with the receipt in front, as a row of cases states it.
    ///
    /// # Errors
    /// As for [`History::read`].
    pub fn read_after_receipt(
        channel: Channel,
        receipt: Date,
        text: &str,
        calendar: &Calendar,
        terms: &Terms,
    ) -> Result<History, Vec<CompactError>> {
        let mut history = History::read(text, calendar, terms)?;
        history.events.insert(0, Event { on: receipt, what: What::Received { channel } });
        Ok(history)
    }
}

/// An opinion sought and not yet ended.
struct Sought {
    id: u32,
    reached_on: Option<Date>,
}

struct Reader<'a> {
    calendar: &'a Calendar,
    terms: &'a Terms,
    events: Vec<Event>,
    sought: Vec<Sought>,
    errors: Vec<CompactError>,
    last: Option<(Date, String)>,
}

impl Reader<'_> {
    fn keep(&mut self, part: &str, event: Event) {
        // A silence has the day on which its term ended, which may lie before what was written in front of it.
        let silent = matches!(event.what, What::OpinionLapsed { .. });
        if let Some((day, earlier)) = self.last.take_if(|(day, _)| *day > event.on && !silent) {
            self.errors.push(CompactError::OutOfOrder { earlier, later: part.to_owned() });
            self.last = Some((day, part.to_owned()));
            return;
        }
        if self.last.as_ref().is_none_or(|(day, _)| *day <= event.on) {
            self.last = Some((event.on, part.to_owned()));
        }
        let at = self.events.partition_point(|known| known.on <= event.on);
        self.events.insert(at, event);
    }

    fn event(&mut self, part: &str) -> Result<Event, CompactError> {
        let (name, rest) = part.split_once('@').map_or((part, None), |(name, rest)| (name.trim(), Some(rest.trim())));
        if name == "TP_SILENT" || name == "AGENCY_SILENT" {
            return self.silence(part, rest);
        }
        if !NAMES.contains(&name) {
            return Err(CompactError::UnknownName(name.to_owned()));
        }
        let (day, number) = match rest {
            None => return Err(CompactError::NoDate(part.to_owned())),
            Some(rest) => rest.split_once(':').map_or((rest, None), |(day, number)| (day.trim(), Some(number.trim()))),
        };
        let on: Date = day.parse().map_err(|_| CompactError::BadDate(part.to_owned()))?;
        let number: Option<u32> = number.map(str::parse).transpose().map_err(|_| CompactError::BadNumber(part.to_owned()))?;
        let what = self.what(name, on, number, part)?;
        Ok(Event { on, what })
    }

    fn what(&mut self, name: &str, on: Date, number: Option<u32>, part: &str) -> Result<What, CompactError> {
        let needed = || number.ok_or_else(|| CompactError::NoNumber(part.to_owned()));
        Ok(match name {
            "CORR_NOTICE" => What::ClarificationAsked { items: Vec::new(), within_working_days: number },
            "CORR_NOTICE_RECV" => What::ClarificationReached { within_working_days: number },
            "CORR_RECV" => What::Clarified { good_reason: None },
            "CORR_LAPSED" => What::ClarificationLapsed,
            "CONSULT_START" => self.seek(PartyKind::ThirdParty),
            "AGENCY_START" => self.seek(PartyKind::CoMaker),
            "TP_RECV" | "AGENCY_RECV" => {
                let open = self.sought.iter_mut().find(|sought| sought.reached_on.is_none());
                let sought = open.ok_or_else(|| CompactError::NothingSought(part.to_owned()))?;
                sought.reached_on = Some(on);
                What::OpinionLetterReached { id: sought.id }
            }
            "CONSULT_END" => {
                if self.sought.is_empty() {
                    return Err(CompactError::NothingSought(part.to_owned()));
                }
                What::OpinionReceived { id: self.sought.remove(0).id, opinion: None, reasons: String::new() }
            }
            "EXT" => What::Extended { working_days: needed()?, reason: String::new(), approved_by: None },
            "DEFER" => {
                let until = self.calendar.add_working_days(on, needed()?).on;
                What::Deferred { until, reason: String::new(), approved_by: None }
            }
            "EXPLAIN_ASK" => What::ExplanationAsked { facts: String::new(), within_working_days: number },
            "EXPLAIN_RECV" => What::ExplanationReceived { reasonable: None },
            "FEE_NOTICE_SENT" => What::FeeNoticed { basis: FeeBasis::Item, count: 0, amount: 0 },
            "FEE_NOTICE_RECV" => What::FeeNoticeReached,
            "FEE_PAID" => What::FeePaid { amount: 0 },
            "FEE_LAPSED" => What::FeeLapsed,
            "REPLY" => What::Dispatched { way: Way::Post, reference: None },
            "WITHDRAWN" => What::Withdrawn,
            _ => What::RedoOrdered { id: None, within_working_days: number, until: None },
        })
    }

    fn seek(&mut self, party: PartyKind) -> What {
        let id = 1 + self.events.iter().filter(|event| matches!(event.what, What::OpinionSought { .. })).count() as u32;
        self.sought.push(Sought { id, reached_on: None });
        What::OpinionSought { id, party, name: String::new() }
    }

    /// The last day of the term of the opinion whose letter was received, unless the line names a day.
    fn silence(&mut self, part: &str, day: Option<&str>) -> Result<Event, CompactError> {
        let at = self.sought.iter().position(|sought| sought.reached_on.is_some());
        let at = at.ok_or_else(|| CompactError::NothingSought(part.to_owned()))?;
        let Sought { id, reached_on } = self.sought.remove(at);
        let on = match (day, reached_on) {
            (Some(day), _) => day.parse().map_err(|_| CompactError::BadDate(part.to_owned()))?,
            (None, Some(reached)) => self.calendar.add_working_days(reached, self.terms.opinion).on,
            (None, None) => return Err(CompactError::NothingSought(part.to_owned())),
        };
        Ok(Event { on, what: What::OpinionLapsed { id } })
    }
}

const NAMES: [&str; 20] = [
    "CORR_NOTICE",
    "CORR_NOTICE_RECV",
    "CORR_RECV",
    "CORR_LAPSED",
    "CONSULT_START",
    "AGENCY_START",
    "TP_RECV",
    "AGENCY_RECV",
    "CONSULT_END",
    "EXT",
    "DEFER",
    "EXPLAIN_ASK",
    "EXPLAIN_RECV",
    "FEE_NOTICE_SENT",
    "FEE_NOTICE_RECV",
    "FEE_PAID",
    "FEE_LAPSED",
    "REPLY",
    "WITHDRAWN",
    "REDO",
];
