//! Has somebody put into this text what its authors never wrote?
//!
//! The last gate: cleaning at import removes these; what a person pasted since then is caught here.

use super::codes::Code;
use super::lexicon::Group;
use super::look::{Hit, Look, is_found};
use super::scan::Odd;
use crate::finding::Severity;
use crate::normalise::is_han;

pub(crate) fn find(look: &Look<'_>, own_hosts: &[String], hits: &mut Vec<Hit>) {
    advertising(look, hits);
    if !look.scan.odds.is_empty() {
        characters(look, hits);
        pinyin(look, hits);
        ornaments(look, hits);
    }
    for mark in look.of(Group::Url) {
        link(look, mark.start, own_hosts, hits);
    }
}

/// One finding from the first to the last word: the line is cut as a whole.
fn advertising(look: &Look<'_>, hits: &mut Vec<Hit>) {
    let weak: Vec<_> = look.of(Group::AdvertisingWeak).collect();
    let strong = look.has(Group::Advertising);
    let several = weak.iter().any(|mark| look.text[mark.start..mark.end] != look.text[weak[0].start..weak[0].end]);
    // 公安机关查处…老虎机、百家乐 speaks against it.
    let praised = several && !look.profile.tamper.against.iter().any(|word| look.text.contains(word.as_str()));
    if !strong && !praised {
        return;
    }
    let all = look.of(Group::Advertising).chain(weak);
    if let Some((start, end)) = all.map(|mark| (mark.start, mark.end)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) {
        hits.push(look.hit(Code::Advertising, start, end, Some(String::new())));
    }
}

/// Invisible, direction-changing, broken and look-alike characters, one finding a kind and paragraph.
fn characters(look: &Look<'_>, hits: &mut Vec<Hit>) {
    for (odd, code) in [
        (Odd::Bidi, Code::Bidi),
        (Odd::Invisible, Code::ZeroWidth),
        (Odd::Replacement, Code::ReplacementCharacter),
        (Odd::LookAlike, Code::Homoglyph),
    ] {
        let Some((_, at)) = look.scan.odds.iter().find(|(kind, _)| *kind == odd) else { continue };
        let width = look.after(*at).map_or(0, char::len_utf8);
        let masked = matches!(odd, Odd::Bidi | Odd::Invisible).then(String::new);
        hits.push(look.hit(code, *at, at + width, masked));
    }
    // A Greek or Cyrillic letter inside a Latin word; α alone is a formula.
    let foreign = look.scan.odds.iter().filter(|(odd, _)| *odd == Odd::Foreign).find(|(_, at)| {
        let (before, after) = (look.before(*at), look.text[*at..].chars().nth(1));
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        look.after(*at).is_some_and(|c| "АВЕКМНОРСТХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο".contains(c)) && (latin(before) || latin(after))
    });
    if let Some((_, at)) = foreign {
        hits.push(look.hit(Code::Homoglyph, *at, at + 2, None));
    }
}

/// `国(guo)务(wu)院(yuan)`: three characters of a paragraph spelled out are no gloss.
fn pinyin(look: &Look<'_>, hits: &mut Vec<Hit>) {
    let mut spelled = look.scan.odds.iter().filter(|(odd, _)| *odd == Odd::Parenthesis).filter_map(|(_, at)| {
        let inside = &look.text[at + look.after(*at).map_or(1, char::len_utf8)..];
        let n = inside.chars().take_while(|c| c.is_ascii_lowercase() || "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü".contains(*c)).count();
        let end = inside.char_indices().nth(n)?;
        let closes = matches!(end.1, ')' | '）');
        let after_han = look.before(*at).is_some_and(|c| is_han(c) || matches!(c, ')' | '）'));
        (closes && after_han && (1..=6).contains(&n)).then_some((*at, look.text.len() - inside.len() + end.0 + end.1.len_utf8()))
    });
    let Some(first) = spelled.next() else { return };
    let rest: Vec<_> = spelled.collect();
    if rest.len() >= 2 {
        hits.push(look.hit(Code::Pinyin, first.0, rest[rest.len() - 1].1, None));
    }
}

/// Ornaments and stars between the words of a sentence. A star after 秘密 is another matter, one alone may rate a hotel.
fn ornaments(look: &Look<'_>, hits: &mut Vec<Hit>) {
    let mut odd = look.scan.odds.iter().filter(|(odd, _)| matches!(odd, Odd::Ornament));
    let stars = look.scan.odds.iter().filter(|(odd, _)| *odd == Odd::Star).count();
    if let Some((_, at)) = odd.next() {
        let last = odd.next_back().map_or(*at, |(_, last)| *last);
        if last > *at || stars > 0 {
            let end = last + look.after(last).map_or(0, char::len_utf8);
            hits.push(look.hit(Code::Noise, *at, end, None));
        }
    }
}

/// Is the host ours, a government's, or one that the profile allows?
fn link(look: &Look<'_>, start: usize, own_hosts: &[String], hits: &mut Vec<Hit>) {
    if is_found(hits, Code::OffsiteLink, start, start + 1) {
        return;
    }
    let stretch: usize = look.text[start..].chars().take_while(char::is_ascii_graphic).map(char::len_utf8).sum();
    let url = &look.text[start..start + stretch];
    let Some(host) = host_of(url) else { return };
    if let Some(severity) = judge_host(look, host, own_hosts) {
        hits.push(Hit { severity, ..look.hit(Code::OffsiteLink, start, start + stretch, None) });
    }
}

/// The host of an address, without its port.
pub(crate) fn host_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let host = rest.split(['/', '?', '#', ':', ')', '"', '\'']).next()?;
    let host = host.rsplit('@').next()?;
    (host.contains('.') && host.len() > 3).then_some(host)
}

fn judge_host(look: &Look<'_>, host: &str, own_hosts: &[String]) -> Option<Severity> {
    offsite(host, own_hosts, &look.profile.hosts.allowed)
}

/// How bad a link to this host is; `None` where it is ours, a government's or allowed.
pub(crate) fn offsite(host: &str, own_hosts: &[String], allowed: &[String]) -> Option<Severity> {
    let host = host.to_ascii_lowercase();
    let belongs = |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    if own_hosts.iter().chain(allowed).any(|domain| belongs(&domain.to_ascii_lowercase())) || host.starts_with("127.") {
        return None;
    }
    let trade = ["bet", "casino", "porn", "sex", "lottery", "qipai", "caipiao", "365"];
    Some(if trade.iter().any(|word| host.contains(word)) { Severity::Stop } else { Severity::Warn })
}
