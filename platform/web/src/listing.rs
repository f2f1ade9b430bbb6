//! One filtered list, in which form? The same rows as a page, an Atom feed, JSON, CSV or a spreadsheet.
//!
//! A listing is built once from one filter, so that no form can show a row that another hides (house.md invariant 10).

use anyhow::Result;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use rust_xlsxwriter::{Format as SheetFormat, Workbook};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The form asked for by `?format=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    #[default]
    Page,
    Atom,
    Json,
    Csv,
    Xlsx,
}

impl Format {
    /// The form of a `format` parameter; an unknown word is none.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "" | "html" => Some(Self::Page),
            "atom" => Some(Self::Atom),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    Text(String),
    Number(i64),
    None,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::None } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::None } else { Self::Text(text) }
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<jiff::civil::Date>> for Cell {
    fn from(date: Option<jiff::civil::Date>) -> Self {
        date.map_or(Self::None, |date| Self::Text(date.to_string()))
    }
}

/// A row: its address and times for feeds, its cells for tables.
#[derive(Debug, Clone)]
pub struct Row {
    /// Path on this site.
    pub path: String,
    pub title: String,
    pub summary: String,
    pub author: String,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub cells: Vec<Cell>,
}

/// A list in all its forms. `columns` are (JSON key, heading) in the order of `Row::cells`.
#[derive(Debug, Clone)]
pub struct Listing {
    pub title: String,
    /// `https://www.qinglan.gov.cn`
    pub origin: String,
    /// The page that shows the same list.
    pub path: String,
    pub columns: Vec<(&'static str, &'static str)>,
    pub rows: Vec<Row>,
    pub total: i64,
}

impl Listing {
    /// Answers in a form other than a page.
    ///
    /// # Errors
    /// When a spreadsheet cannot be written (too many rows for one sheet).
    pub fn answer(&self, format: Format) -> Result<Response> {
        let (kind, name, body) = match format {
            Format::Page | Format::Json => ("application/json; charset=utf-8", None, self.json().to_string().into_bytes()),
            Format::Atom => ("application/atom+xml; charset=utf-8", None, self.atom().into_bytes()),
            Format::Csv => ("text/csv; charset=utf-8", Some("csv"), self.csv()?),
            Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Some("xlsx"), self.xlsx()?),
        };
        let mut response = body.into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        if let Some(extension) = name {
            let value = format!("attachment; filename=\"list.{extension}\"; filename*=UTF-8''{}.{extension}", percent(&self.title));
            response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&value)?);
        }
        Ok(response)
    }

    #[must_use]
    pub fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let mut object = Map::new();
                for ((key, _), cell) in self.columns.iter().zip(&row.cells) {
                    object.insert((*key).to_owned(), json!(cell));
                }
                object.insert("url".to_owned(), json!(format!("{}{}", self.origin, row.path)));
                Value::Object(object)
            })
            .collect();
        json!({"title": self.title, "total": self.total, "rows": rows})
    }

    #[must_use]
    pub fn atom(&self) -> String {
        let updated = self.rows.iter().map(|row| row.updated_at).max().unwrap_or(Timestamp::UNIX_EPOCH);
        let mut out =
            String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-Hans\">\n");
        out += &format!("<title>{}</title>\n", xml(&self.title));
        out += &format!("<id>{}{}</id>\n", self.origin, xml(&self.path));
        out += &format!("<link rel=\"alternate\" type=\"text/html\" href=\"{}{}\"/>\n", self.origin, xml(&self.path));
        let join = if self.path.contains('?') { "&amp;" } else { "?" };
        out += &format!("<link rel=\"self\" href=\"{}{}{join}format=atom\"/>\n", self.origin, xml(&self.path));
        out += &format!("<updated>{}</updated>\n", seconds(updated));
        for row in &self.rows {
            let address = format!("{}{}", self.origin, xml(&row.path));
            out += &format!(
                "<entry><title>{}</title><id>{address}</id><link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\
                 <published>{}</published><updated>{}</updated><author><name>{}</name></author><summary>{}</summary></entry>\n",
                xml(&row.title),
                seconds(row.published_at),
                seconds(row.updated_at),
                xml(&row.author),
                xml(&row.summary),
            );
        }
        out + "</feed>\n"
    }

    fn csv(&self) -> Result<Vec<u8>> {
        // The mark makes spreadsheet programs read UTF-8.
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(self.columns.iter().map(|(_, heading)| *heading).chain(["网址"]))?;
        for row in &self.rows {
            let address = format!("{}{}", self.origin, row.path);
            writer.write_record(
                row.cells
                    .iter()
                    .map(|cell| match cell {
                        Cell::Text(text) => not_a_formula(text),
                        Cell::Number(number) => number.to_string(),
                        Cell::None => String::new(),
                    })
                    .chain([address]),
            )?;
        }
        Ok(writer.into_inner()?)
    }

    fn xlsx(&self) -> Result<Vec<u8>> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let bold = SheetFormat::new().set_bold().set_text_wrap();
        for (column, heading) in (0..).zip(self.columns.iter().map(|(_, heading)| *heading).chain(["网址"])) {
            sheet.write_string_with_format(0, column, heading, &bold)?;
            sheet.set_column_width(column, if heading == "标题" { 60.0 } else { 18.0 })?;
        }
        for (line, row) in (1..).zip(&self.rows) {
            let mut column = 0;
            for cell in &row.cells {
                match cell {
                    Cell::Text(text) => {
                        sheet.write_string(line, column, text.chars().take(32_000).collect::<String>())?;
                    }
                    Cell::Number(number) => {
                        sheet.write_number(line, column, *number as f64)?;
                    }
                    Cell::None => {}
                }
                column += 1;
            }
            sheet.write_string(line, column, format!("{}{}", self.origin, row.path))?;
        }
        sheet.set_freeze_panes(1, 0)?;
        if !self.rows.is_empty() {
            sheet.autofilter(0, 0, self.rows.len() as u32, self.columns.len() as u16)?;
        }
        Ok(workbook.save_to_buffer()?)
    }
}

/// A cell that begins like a formula is kept from being one when a spreadsheet program opens the CSV.
fn not_a_formula(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn seconds(at: Timestamp) -> String {
    format!("{at:.0}")
}

/// Text for XML: escaped, without characters that XML cannot hold.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if (c as u32) < 0x20 || matches!(c as u32, 0xFFFE | 0xFFFF) => {}
            c => out.push(c),
        }
    }
    out
}

/// Percent-encodes everything but unreserved ASCII.
#[must_use]
pub fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Which page of a list, of how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paging {
    pub page: i64,
    pub pages: i64,
    pub total: i64,
    pub per_page: i64,
    /// Page numbers to show; 0 stands for a gap.
    pub shown: Vec<i64>,
    /// The address of the list without its page, ending so that a number can be appended.
    pub address: String,
}

impl Paging {
    /// The page that was asked for, kept within what there is.
    #[must_use]
    pub fn new(asked: i64, total: i64, per_page: i64, address: &str) -> Self {
        let pages = ((total + per_page - 1) / per_page).max(1);
        let page = asked.clamp(1, pages);
        let mut shown = Vec::new();
        for n in 1..=pages {
            if n == 1 || n == pages || (n - page).abs() <= 2 {
                shown.push(n);
            } else if shown.last() != Some(&0) {
                shown.push(0);
            }
        }
        let join = if address.contains('?') { '&' } else { '?' };
        Self { page, pages, total, per_page, shown, address: format!("{address}{join}page=") }
    }

    #[must_use]
    pub fn offset(&self) -> i64 {
        (self.page - 1) * self.per_page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> Listing {
        Listing {
            title: "通知<公告>".into(),
            origin: "http://www.qinglan.example".into(),
            path: "/documents?kind=notice&year=2026".into(),
            columns: vec![("title", "标题"), ("n", "份数")],
            rows: vec![Row {
                path: "/documents/1".into(),
                title: "关于 A&B 的通知".into(),
                summary: "摘\u{1}要".into(),
                author: "县政府办公室".into(),
                published_at: "2026-03-02T01:00:00Z".parse().unwrap(),
                updated_at: "2026-03-03T01:00:00.5Z".parse().unwrap(),
                cells: vec!["=SUM(A1)".into(), 3.into()],
            }],
            total: 1,
        }
    }

    #[test]
    fn every_form_says_the_same() {
        let atom = listing().atom();
        assert!(atom.contains("<title>通知&lt;公告&gt;</title>"));
        assert!(atom.contains("kind=notice&amp;year=2026&amp;format=atom"));
        assert!(atom.contains("<updated>2026-03-03T01:00:00Z</updated>"), "{atom}");
        assert!(atom.contains("<summary>摘要</summary>"));
        let json = listing().json();
        assert_eq!(json["rows"][0]["url"], "http://www.qinglan.example/documents/1");
        assert_eq!(json["rows"][0]["n"], 3);
        let csv = String::from_utf8(listing().csv().unwrap()).unwrap();
        assert_eq!(csv, "\u{feff}标题,份数,网址\n'=SUM(A1),3,http://www.qinglan.example/documents/1\n");
        assert!(listing().xlsx().unwrap().starts_with(b"PK"));
    }

    #[test]
    fn pages_stay_within_what_there_is() {
        assert_eq!(Paging::new(99, 45, 20, "/d").page, 3);
        assert_eq!(Paging::new(-1, 0, 20, "/d?a=b").address, "/d?a=b&page=");
        assert_eq!(Paging::new(10, 400, 20, "/d").shown, [1, 0, 8, 9, 10, 11, 12, 0, 20]);
        assert_eq!(Paging::new(2, 45, 20, "/d").offset(), 20);
    }
}
