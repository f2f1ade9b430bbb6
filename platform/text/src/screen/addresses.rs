//! Does this text say where a person lives?
//!
//! The address of an office must be public (条例第十二条); a home is told by its label, or by a person and a door beside each other.

use super::codes::Code;
use super::lexicon::Group;
use super::look::{ENDS, Hit, Look, is_found};
use super::masks;
use regex::Regex;
use std::sync::LazyLock;

/// A door, a stairwell, a villagers' group: what is finer than a village or a street. Always numbered: 居民小区 is nobody's home.
static DOOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[0-9０-９A-Z]+(?:-[0-9]+)*(?:号楼|号院|号|室|组|社|队|单元|栋|幢|座|户)|[一二三四五六七八九十]+(?:号楼|号院|号|组|社|队|单元|栋|幢)").expect("a constant pattern")
});
static REGION: LazyLock<Regex> = LazyLock::new(|| Regex::new("县|区|市|旗|镇|乡|街道|村|社区|小区|路|街|巷").expect("a constant pattern"));

/// Is it an address that leads to a door?
pub(crate) fn leads_to_a_door(value: &str) -> bool {
    REGION.is_match(value) && DOOR.is_match(value) && !value.contains(['*', '×', '＊'])
}

pub(crate) fn find(look: &Look<'_>, numbered: bool, hits: &mut Vec<Hit>) {
    let first = hits.len();
    for mark in look.longest(Group::Address) {
        labelled(look, mark.end, hits);
    }
    // 当事人 and 居民 are in every law; a door is not, so look for that once.
    let mut people = look.marks.iter().filter(|m| matches!(m.group, Group::Resident | Group::Individual)).peekable();
    if people.peek().is_some() && DOOR.is_match(look.text) {
        people.for_each(|mark| beside_a_person(look, mark.end, hits));
    }
    if numbered && hits.len() == first {
        beside_a_person(look, 0, hits);
    }
    if hits.len() == first
        && !look.lead.is_empty()
        && look.profile.words.address.iter().any(|label| look.lead.trim_end_matches(['：', ':', ' ']).ends_with(label.as_str()))
    {
        labelled(look, 0, hits);
    }
}

fn labelled(look: &Look<'_>, from: usize, hits: &mut Vec<Hit>) {
    let rest = look.clause_after(from);
    let value = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':' | '为' | '是' | '在' | '于'));
    let start = from + rest.len() - value.len();
    let end = value.find(|c: char| matches!(c, '，' | ',' | '、' | '）' | ')' | '|' | '｜') || ENDS.contains(&c)).unwrap_or(value.len());
    push(look, start, start + end, hits);
}

fn push(look: &Look<'_>, start: usize, end: usize, hits: &mut Vec<Hit>) {
    let value = look.text[start..end].trim_end();
    let end = start + value.len();
    if value.chars().count() > 60 || !leads_to_a_door(value) || is_found(hits, Code::Address, start, end) {
        return;
    }
    let mask = if look.profile.strict {
        masks::address(value, masks::AddressKeeps::County)
    } else {
        masks::address(value, look.profile.masks.address_keeps)
    };
    hits.push(look.hit(Code::Address, start, end, Some(mask)));
}

/// `村民张某，住青岚县东河镇柳树村三组12号`: the part of the clause that leads to a door, if no office is named in it.
fn beside_a_person(look: &Look<'_>, from: usize, hits: &mut Vec<Hit>) {
    let clause = look.clause_after(from);
    let mut at = from;
    for part in clause.split_inclusive(['，', ',', '、', '（', '）', '(', ')', ' ']).take(6) {
        let bare = part.trim_end_matches(['，', ',', '、', '（', '）', '(', ')', ' ']);
        let value = bare.trim_start_matches(['住', '系', '为', '家', '在', '：', ':', ' ']);
        let start = at + bare.len() - value.len();
        at += part.len();
        let administrative = ["县", "区", "镇", "乡", "街道", "村", "小区"].iter().any(|level| value.contains(level));
        if administrative && value.chars().count() >= 6 && leads_to_a_door(value) && !is_an_office(look, value) {
            push(look, start, start + value.len(), hits);
        }
    }
}

fn is_an_office(look: &Look<'_>, value: &str) -> bool {
    let elsewhere = ["地址", "地点", "位于", "前往", "可到", "可在", "办理", "公告", "项目", "文件", "条例", "规定", "第", "每"];
    look.profile.words.office_unit.iter().any(|unit| value.contains(unit.as_str())) || elsewhere.iter().any(|word| value.contains(word))
}
