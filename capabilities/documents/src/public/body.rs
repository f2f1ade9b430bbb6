//! How does the text of an edition read as a page? Headings by their depth, articles with anchors, tables with heads.
//!
//! Written out here and not in a template: a long text has a thousand paragraphs, and this is the part of the page that costs.

use std::fmt::Write as _;

use gongkai_text::paragraph::{Paragraph, ParagraphKind as K};
use gongkai_web::listing::{percent, xml};

use crate::content::{Attachment, Content};

/// A heading longer than this is a paragraph that begins with a number: it is read, not skipped over.
const LONGEST_HEADING: usize = 42;

/// The text as HTML, everything in it escaped.
#[must_use]
pub fn html(id: i64, content: &Content) -> String {
    let mut writer =
        Writer { id, content, out: String::with_capacity(content.paragraphs.len() * 240), outline: Vec::new(), base: 1, tables: 0 };
    for paragraph in &content.paragraphs {
        writer.paragraph(paragraph);
    }
    writer.out
}

struct Writer<'a> {
    id: i64,
    content: &'a Content,
    out: String,
    /// Depths of the headings that are open; their number decides between h2 and h6, so that no level is left out.
    outline: Vec<u8>,
    /// Headings of the page above the text: 1, within an annex more.
    base: usize,
    tables: usize,
}

impl Writer<'_> {
    fn paragraph(&mut self, p: &Paragraph) {
        match p.kind {
            K::Annex => self.division(p, 2, "annex"),
            K::Title => self.division(p, if self.base > 1 && self.outline.is_empty() { self.base + 1 } else { 2 }, "inner-title"),
            K::Heading => self.heading(p),
            K::Article => self.article(p),
            K::Table => self.table(p),
            K::Image => self.picture(p),
            K::Body => self.plain(p, ""),
            K::Salutation => self.plain(p, "salutation"),
            K::AnnexNote => self.plain(p, "annex-note"),
            K::Signature => self.plain(p, "signature"),
            K::FormedOn => self.plain(p, "formed-on"),
            K::Note => self.plain(p, "side-note"),
            K::Responsible => self.plain(p, "responsible"),
            K::Imprint => self.plain(p, "imprint"),
        }
    }

    /// An annex, or the title of what is attached: what follows stands below it.
    fn division(&mut self, p: &Paragraph, level: usize, class: &str) {
        let level = level.min(6);
        let _ = writeln!(self.out, "<h{level} id=\"{}\" class=\"{class}\">{}</h{level}>", xml(&p.id), xml(&p.text));
        self.base = level;
        self.outline.clear();
    }

    fn heading(&mut self, p: &Paragraph) {
        // 1.坚持就近入学。: numbered like a heading, but a sentence of the text.
        if p.text.chars().count() > LONGEST_HEADING || p.text.ends_with(['。', '；', ';']) {
            return self.run_in(p);
        }
        let depth = p.level.max(1);
        self.outline.retain(|open| *open < depth);
        self.outline.push(depth);
        let level = (self.base + self.outline.len()).min(6);
        let _ = writeln!(self.out, "<h{level} id=\"{}\">{}</h{level}>", xml(&p.id), xml(&p.text));
    }

    /// 一、加强领导。各单位应当……: the heading is the first sentence of its paragraph.
    fn run_in(&mut self, p: &Paragraph) {
        let end = p.text.find('。').map_or(0, |at| at + '。'.len_utf8());
        let leads = end < p.text.len() && p.text[..end].chars().count() <= LONGEST_HEADING;
        let (head, rest) = p.text.split_at(if leads { end } else { 0 });
        let head = if head.is_empty() { String::new() } else { format!("<strong>{}</strong>", xml(head)) };
        let _ = writeln!(self.out, "<p id=\"{}\" class=\"run-in\">{head}{}</p>", xml(&p.id), xml(rest));
    }

    fn article(&mut self, p: &Paragraph) {
        let end = p.text.find('条').map_or(0, |at| at + '条'.len_utf8());
        // 第三条之一 keeps its tail.
        let tail: usize = p.text[end..].chars().take_while(|c| "之一二三四五六七八九十".contains(*c)).map(char::len_utf8).sum();
        let end = if p.text[end..].starts_with('之') { end + tail } else { end };
        let (number, rest) = p.text.split_at(if p.text.starts_with('第') && end <= 30 { end } else { 0 });
        let id = xml(&p.id);
        if number.is_empty() {
            return self.plain(p, "article");
        }
        let rest = rest.trim_start();
        let _ = writeln!(
            self.out,
            "<p id=\"{id}\" class=\"article\"><a class=\"article-number\" href=\"#{id}\">{}</a>　{}</p>",
            xml(number),
            xml(rest)
        );
    }

    fn plain(&mut self, p: &Paragraph, class: &str) {
        let id = xml(&p.id);
        let text = xml(&p.text);
        let _ = if class.is_empty() {
            writeln!(self.out, "<p id=\"{id}\">{text}</p>")
        } else {
            writeln!(self.out, "<p id=\"{id}\" class=\"{class}\">{text}</p>")
        };
    }

    fn table(&mut self, p: &Paragraph) {
        self.tables += 1;
        let rows = &p.rows;
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut rows = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).peekable();
        let _ = write!(
            self.out,
            "<div id=\"{}\" class=\"table-scroll\" role=\"region\" aria-label=\"表格{}\" tabindex=\"0\"><table>",
            xml(&p.id),
            self.tables
        );
        if !p.text.is_empty() {
            let _ = write!(self.out, "<caption>{}</caption>", xml(&p.text));
        }
        let whole = |row: &&Vec<String>| {
            width > 1 && row.len() == width && row.iter().all(|cell| !cell.trim().is_empty() && cell.chars().count() <= 24)
        };
        if let Some(head) = rows.next_if(whole) {
            self.out.push_str("<thead><tr>");
            for cell in head {
                let _ = write!(self.out, "<th scope=\"col\">{}</th>", xml(cell));
            }
            self.out.push_str("</tr></thead>");
        }
        self.out.push_str("<tbody>");
        for row in rows {
            self.out.push_str("<tr>");
            for at in 0..width {
                let _ = write!(self.out, "<td>{}</td>", xml(row.get(at).map_or("", String::as_str)).replace('\n', "<br>"));
            }
            self.out.push_str("</tr>");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    fn picture(&mut self, p: &Paragraph) {
        let name = p.image.as_deref().unwrap_or_default();
        let held = self.content.attachments.iter().find(|file| file.hash.as_str() == name || file.name == name);
        let id = xml(&p.id);
        let _ = match held {
            Some(file) => {
                let alt = if p.text.trim().is_empty() { "正文插图" } else { &p.text };
                writeln!(
                    self.out,
                    "<figure id=\"{id}\"><img src=\"{}\" alt=\"{}\" loading=\"lazy\"></figure>",
                    address(self.id, file),
                    xml(alt)
                )
            }
            // Said rather than left out: the reader must know that something was there.
            None => writeln!(self.out, "<p id=\"{id}\" class=\"missing\">（此处原有图片，未随文提供）</p>"),
        };
    }
}

/// Where a file of a record is fetched.
#[must_use]
pub fn address(id: i64, file: &Attachment) -> String {
    format!("/documents/{id}/files/{}/{}", file.hash.as_str(), percent(&file.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(kind: K, id: &str, level: u8, text: &str) -> Paragraph {
        Paragraph { id: id.into(), kind, level, text: text.into(), rows: Vec::new(), image: None }
    }

    #[track_caller]
    fn check(paragraphs: Vec<Paragraph>, expected: &str) {
        assert_eq!(html(7, &Content { paragraphs, ..Content::default() }).trim_end(), expected);
    }

    #[test]
    fn no_level_of_heading_is_left_out() {
        check(
            vec![p(K::Heading, "s0.1", 2, "（一）范围"), p(K::Heading, "s1", 1, "一、总则"), p(K::Heading, "s1.0.1", 3, "1.目的")],
            "<h2 id=\"s0.1\">（一）范围</h2>\n<h2 id=\"s1\">一、总则</h2>\n<h3 id=\"s1.0.1\">1.目的</h3>",
        );
    }

    #[test]
    fn a_numbered_sentence_is_no_heading() {
        check(vec![p(K::Heading, "s1.0.1", 3, "1.坚持免试就近入学。")], "<p id=\"s1.0.1\" class=\"run-in\">1.坚持免试就近入学。</p>");
        check(
            vec![p(
                K::Heading,
                "s1.1",
                2,
                "（一）加强领导。各单位应当明确专人负责，定期研究，重要情况及时向县政府报告，不得迟报、漏报、瞒报。",
            )],
            "<p id=\"s1.1\" class=\"run-in\"><strong>（一）加强领导。</strong>各单位应当明确专人负责，定期研究，重要情况及时向县政府报告，不得迟报、漏报、瞒报。</p>",
        );
    }

    #[test]
    fn an_annex_begins_anew() {
        check(
            vec![
                p(K::Heading, "s1", 1, "一、总则"),
                p(K::Annex, "x1", 0, "附件1"),
                p(K::Title, "x1.title", 0, "工作方案"),
                p(K::Heading, "x1.s1", 1, "一、目标"),
            ],
            "<h2 id=\"s1\">一、总则</h2>\n<h2 id=\"x1\" class=\"annex\">附件1</h2>\n<h3 id=\"x1.title\" class=\"inner-title\">工作方案</h3>\n<h4 id=\"x1.s1\">一、目标</h4>",
        );
    }

    #[test]
    fn an_article_can_be_pointed_to() {
        check(
            vec![p(K::Article, "a3_1", 0, "第三条之一　本办法自公布之日起施行。")],
            "<p id=\"a3_1\" class=\"article\"><a class=\"article-number\" href=\"#a3_1\">第三条之一</a>　本办法自公布之日起施行。</p>",
        );
    }

    #[test]
    fn what_is_written_is_never_a_tag() {
        check(
            vec![p(K::Body, "p-1\"", 0, "<script>alert('x')</script>&amp;")],
            "<p id=\"p-1&quot;\">&lt;script&gt;alert('x')&lt;/script&gt;&amp;amp;</p>",
        );
    }

    #[test]
    fn a_table_has_a_head_where_its_first_row_is_one() {
        let rows = vec![vec!["项目".to_owned(), "金额".to_owned()], vec!["路灯".to_owned(), "12".to_owned()]];
        let out = html(7, &Content { paragraphs: vec![Paragraph { rows, ..p(K::Table, "t-1", 0, "") }], ..Content::default() });
        assert!(
            out.contains(
                "<thead><tr><th scope=\"col\">项目</th><th scope=\"col\">金额</th></tr></thead><tbody><tr><td>路灯</td><td>12</td></tr>"
            ),
            "{out}"
        );
    }

    #[test]
    fn a_missing_picture_is_said() {
        let out = html(
            7,
            &Content { paragraphs: vec![Paragraph { image: Some("a.png".into()), ..p(K::Image, "g-1", 0, "") }], ..Content::default() },
        );
        assert!(out.contains("未随文提供"), "{out}");
    }
}
