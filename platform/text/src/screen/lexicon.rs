//! Which words of the profile stand in this text, and where?
//!
//! One automaton for all lists, one pass over the bytes: what has no mark and no number needs no further look.

use super::profile::Profile;
use crate::script;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Which list a word came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Group {
    Contact,
    Individual,
    Resident,
    OfficePhone,
    Phone,
    Account,
    OrgAccount,
    Identifier,
    IdLabel,
    Passport,
    Birth,
    Address,
    OfficeAddress,
    Income,
    Health,
    Minor,
    PublicVehicle,
    Level,
    LevelLabel,
    NotPublic,
    OnRequest,
    Internal,
    InternalStrong,
    Word,
    Advertising,
    AdvertisingWeak,
    Mojibake,
    Template,
    Url,
    /// 见附件: the text counts on an annex.
    AnnexMention,
    /// 公开属性 as a printed label.
    Attribute,
}

/// A word found, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub group: Group,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug)]
pub(crate) struct Lexicon {
    automaton: AhoCorasick,
    groups: Vec<Group>,
}

impl Lexicon {
    pub fn new(profile: &Profile) -> Result<Self, aho_corasick::BuildError> {
        let (words, classified) = (&profile.words, &profile.classified);
        let url = ["http://".to_owned(), "https://".to_owned(), "www.".to_owned()];
        let attribute = ["公开属性", "公开方式", "公开类别"].map(str::to_owned);
        let annex = ["见附件".to_owned(), "附后".to_owned()];
        let lists: [(Group, &[String]); 31] = [
            (Group::Contact, &words.contact),
            (Group::Individual, &words.individual),
            (Group::Resident, &words.resident),
            (Group::OfficePhone, &words.office_phone),
            (Group::Phone, &words.phone),
            (Group::Account, &words.account),
            (Group::OrgAccount, &words.org_account),
            (Group::Identifier, &words.identifier),
            (Group::IdLabel, &words.id_label),
            (Group::Passport, &words.passport),
            (Group::Birth, &words.birth),
            (Group::Address, &words.address),
            (Group::OfficeAddress, &words.office_address),
            (Group::Income, &words.income),
            (Group::Health, &words.health),
            (Group::Minor, &words.minor),
            (Group::PublicVehicle, &words.public_vehicle),
            (Group::Level, &classified.levels),
            (Group::LevelLabel, &classified.level_labels),
            (Group::NotPublic, &classified.not_public),
            (Group::OnRequest, &classified.on_request),
            (Group::Internal, &classified.internal),
            (Group::InternalStrong, &classified.internal_strong),
            (Group::Word, &classified.words),
            (Group::Advertising, &profile.tamper.advertising),
            (Group::AdvertisingWeak, &profile.tamper.advertising_weak),
            (Group::Mojibake, &profile.defect.mojibake),
            (Group::Template, &profile.defect.template),
            (Group::Url, &url),
            (Group::AnnexMention, &annex),
            (Group::Attribute, &attribute),
        ];
        // What was pasted since the import may be in the other script.
        let mut both: Vec<(String, Group)> =
            lists.iter().flat_map(|(group, words)| words.iter().map(|word| (word.clone(), *group))).collect();
        let traditional: Vec<_> = both.iter().map(|(word, group)| (script::to_traditional(word), *group)).collect();
        both.extend(
            traditional.into_iter().enumerate().filter(|(at, (word, _))| *word != both[*at].0).map(|(_, pair)| pair).collect::<Vec<_>>(),
        );
        let groups = both.iter().map(|(_, group)| *group).collect();
        let patterns = both.iter().map(|(word, _)| word);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .ascii_case_insensitive(true)
            .prefilter(false)
            .build(patterns)?;
        Ok(Self { automaton, groups })
    }

    /// All words, overlapping ones too (`银行账号` is also `账号`), in order of their ends.
    pub fn find(&self, text: &str, marks: &mut Vec<Mark>) {
        marks.clear();
        marks.extend(self.automaton.find_overlapping_iter(text).map(|found| Mark {
            group: self.groups[found.pattern().as_usize()],
            start: found.start(),
            end: found.end(),
        }));
    }
}
