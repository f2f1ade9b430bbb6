//! What do the lines about annexes name, and is anything there of what they name?

use crate::normalise;
use crate::paragraph::{Paragraph, ParagraphKind};

/// `印章规格式样（略）`: left out on purpose, so nobody misses it.
pub(crate) fn is_left_out(name: &str) -> bool {
    normalise::bare(name).ends_with('略')
}

/// `（按顺序列明材料名称）`: what a form tells its writer, no name of anything.
pub(crate) fn is_instruction(name: &str) -> bool {
    let name = name.trim_matches(normalise::is_space);
    let inner = name.strip_prefix(['（', '(']).and_then(|rest| rest.strip_suffix(['）', ')']));
    inner.is_some_and(|inner| !inner.contains(['（', '(']) && !is_left_out(inner))
}

/// Whether the same name is among them already: 附件说明 is often repeated as a list of contents.
pub(crate) fn is_among(name: &str, names: &[String]) -> bool {
    let own = normalise::bare(name);
    names.iter().any(|other| normalise::bare(other) == own)
}

/// Whether `附件：` without a name promises something that does not come. The text of an annex has a marker or a title of its
/// own; a table or picture stands below its `附表：` or `附图：` without one, and so do the lines of a list.
pub(crate) fn promises_in_vain(paragraphs: &[Paragraph], at: usize) -> bool {
    let word: String = paragraphs[at].text.chars().map(crate::script::fold_char).filter(|c| !normalise::is_space(*c)).collect();
    let shows = word.starts_with("附表") || word.starts_with("附图");
    let below = &paragraphs[at + 1..];
    let is_shown = |p: &Paragraph| p.kind == ParagraphKind::Table || p.image.is_some();
    if below.first().is_some_and(|next| is_shown(next) || next.kind == ParagraphKind::AnnexNote) {
        return false;
    }
    !(shows && below.iter().any(|p| is_shown(p) || is_text(p)))
}

fn is_text(paragraph: &Paragraph) -> bool {
    let kind = paragraph.kind;
    let is_tail = matches!(kind, ParagraphKind::Signature | ParagraphKind::FormedOn | ParagraphKind::Note | ParagraphKind::Imprint);
    !is_tail && !paragraph.text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_none() {
        assert!(is_left_out("印章规格式样（略）") && is_left_out("图样(略)") && is_left_out("样式略"));
        assert!(!is_left_out("战略规划") && !is_left_out("分工表"));
        assert!(is_instruction("（按顺序列明材料名称）") && is_instruction(" (附后) "));
        assert!(!is_instruction("（一）分工表（二）名单") && !is_instruction("分工表（2026年）") && !is_instruction("（略）"));
        assert!(is_among("1 分工表", &["1分工表".to_owned()]));
    }

    #[test]
    fn a_table_below_its_word_is_there() {
        let of = |kind, text: &str| Paragraph { id: String::new(), kind, level: 0, text: text.to_owned(), rows: Vec::new(), image: None };
        let word = of(ParagraphKind::AnnexNote, "附表：");
        let table = Paragraph { rows: vec![vec!["档次".to_owned()]], ..of(ParagraphKind::Table, "") };
        let text = of(ParagraphKind::Body, "一级收费五十元");
        let signed = of(ParagraphKind::Signature, "青岚县物价局");
        assert!(!promises_in_vain(&[word.clone(), table.clone()], 0));
        assert!(!promises_in_vain(&[word.clone(), signed.clone(), text.clone()], 0), "the lines of a table that lost its frame");
        assert!(promises_in_vain(&[word.clone(), signed], 0));
        assert!(promises_in_vain(std::slice::from_ref(&word), 0));
        let annex = of(ParagraphKind::AnnexNote, "附件：");
        assert!(promises_in_vain(&[annex.clone(), text], 0) && !promises_in_vain(&[annex, table], 0));
    }
}
