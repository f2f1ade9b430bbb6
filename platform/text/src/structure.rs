//! Which part of an official document is each line, and by what name is it found again in the next edition?
//!
//! **Identities.** What the document numbers itself is named by its number, so it survives any insertion elsewhere:
//! `a3` 第三条, `a3_1` 第三条之一, `a3.p2` its second 款, `a3.i1` its item （一）, `a3.p2.i1` an item of the second 款;
//! `c2` 第二章, `c2.t1` its 第一节; `s1.2.3` 一、（二）3. with `0` for a level that is left out. What has no number is named
//! by its content: `p-` (plain paragraph), `t-` (table) and `g-` (picture) with eight digits of the hash of its bare
//! reading, so it survives insertions and moves, and a new wording is a new paragraph (comparing finds it by likeness).
//! What stands once has its own word: `salutation`, `signature`, `formed-on`, `note`, `annex-note`, `imprint`, `title`.
//! Parts of an annex carry `x1.` before. A second one of the same name gets `-2`, in reading order.

mod head;
mod identity;
mod lines;

use crate::annex;
use crate::dates;
use crate::extract::Block;
use crate::marks::{self, Mark};
use crate::paragraph::{Paragraph, ParagraphKind};

use self::identity::Names;
pub(crate) use self::lines::picture_name;
use self::lines::{Item, What};

/// A document taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Structure {
    /// The title at the head, its lines joined.
    pub title: Option<String>,
    /// 发文字号 in the official form.
    pub document_number: Option<String>,
    pub paragraphs: Vec<Paragraph>,
    /// The names of the annexes that 附件说明 lists.
    pub annexes_named: Vec<String>,
}

/// Takes a cleaned document apart. `format_title` is the title the file format named, a help where the head has several
/// lines that could be one.
#[must_use]
pub fn structure(blocks: &[Block], format_title: Option<&str>) -> Structure {
    let items = lines::items(blocks);
    let head = head::head(&items, format_title);
    let mut builder = Builder::default();
    for &extra in &head.others {
        builder.body(&items[extra]);
    }
    let mut at = head.next;
    while at < items.len() {
        at += builder.take(&items, at);
    }
    Structure {
        title: head.title,
        document_number: head.document_number.or(builder.late_number),
        annexes_named: builder.annexes,
        paragraphs: builder.out,
    }
}

#[derive(Default)]
struct Builder {
    out: Vec<Paragraph>,
    names: Names,
    annexes: Vec<String>,
    late_number: Option<String>,
    /// After a signature, date, note or annex marker a short line is the title of what is attached.
    tail: bool,
    in_annex_note: bool,
}

impl Builder {
    /// Takes the item at `at` and says how many items that used.
    fn take(&mut self, items: &[Item<'_>], at: usize) -> usize {
        let item = &items[at];
        let key = item.key.as_ref();
        match &item.what {
            What::Table(rows) => {
                let id = self.names.table(rows);
                self.out.push(Paragraph { rows: rows.to_vec(), ..paragraph(id, ParagraphKind::Table, 0, String::new()) });
                self.tail = false;
                return 1;
            }
            What::Image(name) => {
                let id = self.names.image(name);
                self.out.push(Paragraph { image: Some((*name).to_owned()), ..paragraph(id, ParagraphKind::Image, 0, item.text.clone()) });
                return 1;
            }
            What::PageBreak => {
                self.tail = true;
                return 1;
            }
            What::Text | What::Heading(_) => {}
        }
        if self.in_annex_note && self.annex_line(item) {
            return 1;
        }
        self.in_annex_note = false;
        if self.tail
            && let Some(taken) = self.inner_title(items, at)
        {
            return taken;
        }
        self.line(items, at, item, key);
        1
    }

    fn line(&mut self, items: &[Item<'_>], at: usize, item: &Item<'_>, key: &str) {
        let was_tail = std::mem::take(&mut self.tail);
        if let Some((mark, len)) = marks::mark(key) {
            self.marked(item, mark, &key[len..]);
        } else if marks::is_note(key) {
            self.fixed("note", ParagraphKind::Note, item);
            self.tail = true;
        } else if let Some(names) = marks::annex_note(key) {
            self.fixed("annex-note", ParagraphKind::AnnexNote, item);
            self.annex_names(names);
            self.in_annex_note = true;
        } else if let Some((number, name)) = marks::annex_marker(key).filter(|_| was_tail || !self.out.is_empty()) {
            self.annex(item, number, name, items.get(at + 1).is_none());
        } else if dates::is_whole(key).is_some() {
            self.fixed("formed-on", ParagraphKind::FormedOn, item);
            self.tail = true;
        } else if let Some((organ, date)) = signed_date(item) {
            self.fixed_text("signature", ParagraphKind::Signature, organ);
            self.fixed_text("formed-on", ParagraphKind::FormedOn, date);
            self.tail = true;
        } else if marks::is_organ(key) && lines::signs(items, at) {
            self.fixed("signature", ParagraphKind::Signature, item);
            self.tail = true;
        } else if marks::is_imprint(key) {
            self.fixed("imprint", ParagraphKind::Imprint, item);
            self.tail = true;
        } else if marks::is_responsible(key) {
            let id = self.names.responsible(&item.text);
            self.out.push(paragraph(id, ParagraphKind::Responsible, 0, item.text.clone()));
        } else if marks::is_salutation(key) && self.may_greet(was_tail) {
            self.fixed("salutation", ParagraphKind::Salutation, item);
        } else {
            self.number_or_body(item, key, was_tail);
        }
    }

    /// A second document number (an attached document, or one that stands below its head) or a plain paragraph.
    fn number_or_body(&mut self, item: &Item<'_>, key: &str, was_tail: bool) {
        if self.late_number.is_none() && (was_tail || self.out.len() < 5) {
            self.late_number = marks::document_number(key);
            if self.late_number.is_some() && self.out.len() < 5 {
                return;
            }
        }
        self.body(item);
    }

    fn body(&mut self, item: &Item<'_>) {
        let kind = if matches!(item.what, What::Heading(2..)) { ParagraphKind::Heading } else { ParagraphKind::Body };
        let id = self.names.plain(&item.text);
        self.out.push(paragraph(id, kind, 0, item.text.clone()));
    }

    /// 主送 stands before the first paragraph of the body, or before that of an attached document.
    fn may_greet(&self, was_tail: bool) -> bool {
        was_tail
            || self.out.iter().rev().take_while(|p| p.kind != ParagraphKind::Title).all(|p| p.level == 0 && p.text.chars().count() < 60)
    }

    fn marked(&mut self, item: &Item<'_>, mark: Mark, rest: &str) {
        let (id, kind, level) = match mark {
            Mark::Article { number, inserted } => (self.names.article(number, inserted), ParagraphKind::Article, 0),
            Mark::Part { unit, number } => {
                let level = match unit {
                    '编' => 1,
                    '章' => 1,
                    _ => 2,
                };
                (self.names.part(unit, number), ParagraphKind::Heading, level)
            }
            Mark::Level { depth, number } => {
                let kind = if is_heading(rest, depth) && !self.in_article() { ParagraphKind::Heading } else { ParagraphKind::Body };
                (self.names.level(depth, number), kind, depth)
            }
        };
        self.out.push(paragraph(id, kind, level, item.text.clone()));
    }

    /// Below 第三条 the lines （一）（二） are its 项 (立法法第六十五条), never headings, however short.
    fn in_article(&self) -> bool {
        let last = self.out.iter().rev().find(|p| p.kind != ParagraphKind::Body && p.kind != ParagraphKind::Table);
        last.is_some_and(|p| p.kind == ParagraphKind::Article)
    }

    fn fixed(&mut self, name: &str, kind: ParagraphKind, item: &Item<'_>) {
        self.fixed_text(name, kind, item.text.clone());
    }

    fn fixed_text(&mut self, name: &str, kind: ParagraphKind, text: String) {
        let id = self.names.fixed(name);
        self.out.push(paragraph(id, kind, 0, text));
    }

    /// 附件 alone at the very end names nothing; before anything else it opens an annex.
    fn annex(&mut self, item: &Item<'_>, number: i64, name: &str, last: bool) {
        if last && name.is_empty() {
            self.fixed("annex-note", ParagraphKind::AnnexNote, item);
            return;
        }
        let id = self.names.annex(number);
        self.out.push(paragraph(id, ParagraphKind::Annex, 0, item.text.clone()));
        self.tail = true;
    }

    /// `2.分工表` below `附件：1.名单`.
    fn annex_line(&mut self, item: &Item<'_>) -> bool {
        let key = item.key.as_ref();
        let numbered = matches!(marks::mark(key), Some((Mark::Level { depth: 3, number }, _)) if number == self.annexes.len() as i64 + 1);
        let again = marks::annex_note(key).is_some();
        if !(numbered || again) || key.contains(['。', '；']) || key.chars().count() > 80 {
            return false;
        }
        self.fixed("annex-note", ParagraphKind::AnnexNote, item);
        let names = marks::annex_note(key).unwrap_or(key).to_owned();
        self.annex_names(&names);
        true
    }

    /// The names after 附件：; a note on one line may name several (`1.甲 2.乙`).
    fn annex_names(&mut self, names: &str) {
        let mut rest = names.trim();
        while !rest.is_empty() {
            let start = match marks::mark(rest) {
                Some((Mark::Level { depth: 3, .. }, len)) => len,
                _ => 0,
            };
            let body = &rest[start..];
            let next = body
                .char_indices()
                .filter(|(at, c)| *at > 0 && crate::normalise::is_space(*c))
                .map(|(at, c)| at + c.len_utf8())
                .find(|at| matches!(marks::mark(&body[*at..]), Some((Mark::Level { depth: 3, .. }, _))));
            let end = next.unwrap_or(body.len());
            let name = body[..end].trim_matches(crate::normalise::is_space).trim_end_matches(['。', '；', ';']);
            // The same list again as a contents line names nothing new.
            if !name.is_empty() && !annex::is_instruction(name) && !annex::is_among(name, &self.annexes) {
                self.annexes.push(name.to_owned());
            }
            rest = &body[end..];
        }
    }

    /// The attached document's own title: short lines after the tail of the covering notice.
    fn inner_title(&mut self, items: &[Item<'_>], at: usize) -> Option<usize> {
        let in_annex = self.out.last().is_some_and(|p| p.kind == ParagraphKind::Annex);
        let (title, taken) = head::inner(&items[at..], in_annex)?;
        self.names.new_document();
        let id = self.names.fixed("title");
        self.out.push(paragraph(id, ParagraphKind::Title, 0, title));
        self.tail = false;
        Some(taken)
    }
}

fn paragraph(id: String, kind: ParagraphKind, level: u8, text: String) -> Paragraph {
    Paragraph { id, kind, level, text, rows: Vec::new(), image: None }
}

/// A numbered line is a heading where nothing but its own short phrase stands on it.
fn is_heading(rest: &str, depth: u8) -> bool {
    let longest = if depth == 1 { 60 } else { 40 };
    let phrase = rest.strip_suffix('。').unwrap_or(rest);
    depth <= 3 && phrase.chars().count() <= longest && !phrase.contains(['。', '；', ';', '：', ':']) && !rest.ends_with(['，', ',', '、'])
}

/// `青岚县人民政府  2026年5月6日` on one line.
fn signed_date(item: &Item<'_>) -> Option<(String, String)> {
    let key = item.key.as_ref();
    if key.len() > 180 || !key.ends_with(['日', '号']) {
        return None;
    }
    let (range, _) = dates::find(key)?;
    let organ = key[..range.start].trim_end_matches(crate::normalise::is_space);
    if range.end != key.len() || !marks::is_organ(organ) || !key[..range.start].ends_with(crate::normalise::is_space) {
        return None;
    }
    let n = organ.chars().count();
    let date_chars = key[range.start..].chars().count();
    let all: Vec<char> = item.text.chars().collect();
    Some((all[..n].iter().collect(), all[all.len() - date_chars..].iter().collect()))
}

#[cfg(test)]
mod tests;
