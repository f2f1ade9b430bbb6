//! How does the official form look as a workbook: merged headings, merged 一级事项, ready to print?

use std::collections::HashSet;

use anyhow::Context;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::form::{Form, FormColumn, forms, runs};
use crate::rules::item::Item;

/// Title, two rows of heading, then the items.
const HEAD_ROW: u32 = 1;
const FIRST_ROW: u32 = 3;
/// Excel takes no longer tab.
const LONGEST_TAB: usize = 31;

/// The catalogue as xlsx, one sheet for each field. `title` stands over each.
pub fn write_xlsx<'a>(title: &str, items: impl IntoIterator<Item = &'a Item>) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let formats = Formats::new();
    let mut tabs = HashSet::new();
    for form in forms(title, items) {
        let sheet = workbook.add_worksheet();
        let mut tab: String = form.tab.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(LONGEST_TAB).collect();
        while !tabs.insert(tab.clone()) {
            tab.push('·');
        }
        sheet.set_name(&tab)?;
        write_form(sheet, &form, &formats).with_context(|| format!("writing the sheet {tab}"))?;
    }
    workbook.save_to_buffer().context("closing the workbook")
}

struct Formats {
    title: Format,
    head: Format,
    further_head: Format,
    text: Format,
    centred: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = Format::new().set_font_name("仿宋").set_font_size(9).set_text_wrap().set_border(FormatBorder::Thin);
        let cell = cell.set_align(FormatAlign::VerticalCenter);
        let head = Format::new().set_font_name("黑体").set_font_size(10).set_text_wrap().set_border(FormatBorder::Thin);
        let head = head.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        let title = Format::new().set_font_name("方正小标宋简体").set_font_size(18);
        Self {
            title: title.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter),
            further_head: head.clone().set_font_color("#666666"),
            head,
            text: cell.clone().set_align(FormatAlign::Left),
            centred: cell.set_align(FormatAlign::Center),
        }
    }

    fn of(&self, column: &FormColumn) -> &Format {
        if column.centred { &self.centred } else { &self.text }
    }
}

fn write_form(sheet: &mut Worksheet, form: &Form<'_>, formats: &Formats) -> anyhow::Result<()> {
    let n_columns = u16::try_from(form.columns.len()).context("a form of too many columns")?;
    let n_official = u16::try_from(form.columns.iter().filter(|column| column.is_official()).count())?;
    sheet.merge_range(0, 0, 0, n_official - 1, &form.title, &formats.title)?;
    sheet.set_row_height(0, 32)?;
    write_head(sheet, &form.columns, formats)?;
    for (number, column) in (0_u16..).zip(&form.columns) {
        sheet.set_column_width(number, f64::from(column.width))?;
        for (first, last) in runs(form, column) {
            let text = column.text(first + 1, form.items[first]);
            let (top, bottom) = (FIRST_ROW + u32::try_from(first)?, FIRST_ROW + u32::try_from(last)?);
            if bottom > top {
                sheet.merge_range(top, number, bottom, number, &text, formats.of(column))?;
            } else {
                sheet.write_string_with_format(top, number, &text, formats.of(column))?;
            }
        }
    }
    for (row, (index, item)) in (FIRST_ROW..).zip(form.items.iter().enumerate()) {
        let lines =
            form.columns.iter().filter(|column| !column.merges()).map(|column| lines_of(&column.text(index + 1, item), column.width)).max();
        sheet.set_row_height(row, f64::from(lines.unwrap_or(1)) * 12.5 + 4.0)?;
    }
    print(sheet, FIRST_ROW + u32::try_from(form.items.len())?, n_official)?;
    sheet.set_freeze_panes(FIRST_ROW, 0)?;
    anyhow::ensure!(n_columns <= 60, "{n_columns} columns");
    Ok(())
}

/// The groups over their columns; a column without a group takes both rows.
fn write_head(sheet: &mut Worksheet, columns: &[FormColumn], formats: &Formats) -> anyhow::Result<()> {
    let mut start = 0;
    while start < columns.len() {
        let group = &columns[start].group;
        let n = columns[start..].iter().take_while(|column| column.group == *group).count();
        let format = if columns[start].is_official() { &formats.head } else { &formats.further_head };
        let (left, right) = (u16::try_from(start)?, u16::try_from(start + n - 1)?);
        if n == 1 && columns[start].name == *group {
            sheet.merge_range(HEAD_ROW, left, HEAD_ROW + 1, left, group, format)?;
        } else {
            if n == 1 {
                sheet.write_string_with_format(HEAD_ROW, left, group, format)?;
            } else {
                sheet.merge_range(HEAD_ROW, left, HEAD_ROW, right, group, format)?;
            }
            for (number, column) in (left..).zip(&columns[start..start + n]) {
                sheet.write_string_with_format(HEAD_ROW + 1, number, &column.name, format)?;
            }
        }
        start += n;
    }
    sheet.set_row_height(HEAD_ROW, 20)?;
    sheet.set_row_height(HEAD_ROW + 1, 28)?;
    Ok(())
}

/// A3 across, as wide as one page, the heading on each; the further columns are not printed.
fn print(sheet: &mut Worksheet, n_rows: u32, n_official: u16) -> anyhow::Result<()> {
    sheet.set_landscape().set_paper_size(8).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW + 1)?;
    sheet.set_print_area(0, 0, n_rows.max(FIRST_ROW + 1) - 1, n_official - 1)?;
    sheet.set_footer("&C第 &P 页 共 &N 页");
    Ok(())
}

/// How many lines a text takes in a column: a Chinese character is as wide as two letters, and as two units of width.
fn lines_of(text: &str, width: u16) -> u16 {
    let room = usize::from(width).max(2);
    let of_line = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>().max(1).div_ceil(room);
    u16::try_from(text.lines().map(of_line).sum::<usize>().clamp(1, 30)).unwrap_or(30)
}
