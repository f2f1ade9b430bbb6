//! Which bank accounts, plates, passports and mailboxes are a person's?

use super::codes::Code;
use super::lexicon::Group;
use super::look::{Context, Hit, Look};
use super::masks;
use super::numbers::{self, PLATE_PROVINCES};
use super::personal::{in_address, masked};
use super::scan::{Odd, fold};
use crate::finding::Severity;

/// A card by Luhn, or any account by its label. An organisation's account in a notice of fees or tenders is only a warning.
pub(crate) fn account(look: &Look<'_>, start: usize, end: usize, digits: &str, hits: &mut Vec<Hit>) -> bool {
    if !(9..=30).contains(&digits.len()) || in_address(look.text, start, end) {
        return false;
    }
    let luhn = numbers::is_bank_card(digits);
    if !luhn && look.marks.is_empty() && look.lead.is_empty() {
        return false;
    }
    let context = look.context(start);
    // A label says what the number is; `账号` two clauses back does not.
    let labelled = context.last(Group::Account).is_some_and(|label| label_is_near(&context, label));
    let identifier = context.last(Group::Identifier).is_some_and(|label| label_is_near(&context, label));
    // An account has no letters, a telephone label no account: `账号、电话：0951-4021234`.
    let telephone = [Group::Phone, Group::OfficePhone].into_iter().any(|group| context.last(group) > context.last(Group::Account));
    let wanted = if labelled { !telephone && !numbers::is_mobile(digits) } else { luhn && !identifier && !numbers::is_uscc(digits) };
    if !wanted {
        return false;
    }
    let organisation = context.has(Group::OrgAccount)
        || look.has(Group::OrgAccount)
        || look.profile.words.org_name.iter().any(|name| context.last_word() != name && context.text.contains(&format!("{name}，")));
    let severity = if organisation { Severity::Warn } else { Severity::Stop };
    let mask = masked(look, look.profile.masks.bank_card, digits);
    hits.push(Hit { severity, ..look.hit(Code::BankCard, start, end, Some(mask)) });
    true
}

fn label_is_near(context: &Context, label: usize) -> bool {
    context.between(label).chars().count() <= 2
}

/// GA 36-2018. The letter and the serial may be parted by `·` or a space.
pub(crate) fn plates(look: &Look<'_>, hits: &mut Vec<Hit>) {
    for (at, run) in look.scan.runs.iter().enumerate() {
        if run.n_letters == 0 || run.n_letters > 6 || run.n_digits + run.n_letters > 8 {
            continue;
        }
        let Some(province) = look.before(run.start).filter(|c| PLATE_PROVINCES.contains(*c)) else { continue };
        let mut tail = fold(&look.text[run.start..run.end]);
        let mut end = run.end;
        if tail.len() == 1
            && let Some(next) = look.scan.runs.get(at + 1)
            && matches!(&look.text[run.end..next.start], "·" | "•" | "・" | " " | "-" | "．" | ".")
        {
            tail.push_str(&fold(&look.text[next.start..next.end]));
            end = next.end;
        }
        let suffix = look.after(end).filter(|c| tail.len() == 5 && "挂学警港澳".contains(*c));
        if let Some(suffix) = suffix {
            tail.push(suffix);
            end += suffix.len_utf8();
        }
        // Police cars and the like are public; so are the vehicles of a public fleet.
        if !numbers::is_plate_tail(&tail) || suffix == Some('警') || look.text[end..].starts_with('-') || look.has(Group::PublicVehicle) {
            continue;
        }
        let start = run.start - province.len_utf8();
        let mask = masked(look, look.profile.masks.plate, &format!("{province}{tail}"));
        hits.push(look.hit(Code::Plate, start, end, Some(mask)));
    }
}

/// One letter and eight digits could be anything; only the label makes it a passport.
pub(crate) fn passports(look: &Look<'_>, hits: &mut Vec<Hit>) {
    if !look.has(Group::Passport) && look.lead.is_empty() {
        return;
    }
    for run in &look.scan.runs {
        let shape = matches!((run.n_letters, run.n_digits), (1, 8..=10) | (2, 7));
        if !shape || !look.text.as_bytes()[run.start].is_ascii_uppercase() || !look.context(run.start).has(Group::Passport) {
            continue;
        }
        let mask = masked(look, look.profile.masks.passport, &fold(&look.text[run.start..run.end]));
        hits.push(look.hit(Code::Passport, run.start, run.end, Some(mask)));
    }
}

/// A mailbox that no office owns. Mailboxes of offices must be public (条例第十二条).
pub(crate) fn emails(look: &Look<'_>, hits: &mut Vec<Hit>) {
    for (_, at) in look.scan.odds.iter().filter(|(odd, _)| *odd == Odd::At) {
        let Some((start, end)) = mailbox(look.text, *at) else { continue };
        let value = fold(&look.text[start..end]).to_lowercase();
        let domain = value.split(['@', '＠']).nth(1).unwrap_or_default();
        if domain.ends_with("gov.cn") || look.text[..start].ends_with([':', '/']) && in_address(look.text, start, end) {
            continue;
        }
        let context = look.context(start);
        let named = context.has(Group::Contact) || context.has(Group::Individual);
        let telling = value
            .split(['@', '＠'])
            .next()
            .is_some_and(|local| numbers::is_mobile(local) || (domain == "qq.com" && local.bytes().all(|b| b.is_ascii_digit())));
        let office = [
            "举报",
            "监督",
            "咨询",
            "意见",
            "反馈",
            "投诉",
            "公开",
            "单位",
            "办公",
            "报名",
            "受理",
            "机关",
            "公共",
            "局",
            "委员会",
            "政府",
            "中心",
            "办公室",
            "街道",
            "厅",
        ];
        if named || telling || !office.iter().any(|word| context.text.contains(word)) {
            let mask = if look.profile.strict {
                look.profile.masks.dropped.clone()
            } else {
                masks::email(&look.text[start..end], look.profile.masks.email.head)
            };
            hits.push(look.hit(Code::Email, start, end, Some(mask)));
        }
    }
}

fn mailbox(text: &str, at: usize) -> Option<(usize, usize)> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '０'..='９' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ');
    let sign = text[at..].chars().next()?.len_utf8();
    let start = at - text[..at].chars().rev().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
    let domain: usize = text[at + sign..].chars().take_while(|c| part(*c)).map(char::len_utf8).sum();
    let end = at + sign + text[at + sign..at + sign + domain].trim_end_matches(['.', '-']).len();
    (start < at && text[at + sign..end].contains('.')).then_some((start, end))
}
