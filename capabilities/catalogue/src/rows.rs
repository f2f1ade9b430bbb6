//! How do the items of a catalogue and the duties of agencies read as rows: Atom, JSON, CSV, spreadsheet?

use gongkai_agencies::Directory;
use gongkai_web::listing::{Listing, Row};
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::catalogue::CatalogueId;
use crate::duties::Line;
use crate::library::Library;
use crate::rules::inherit::Effective;
use crate::view::{Cell, field_label, in_words, item_path};

fn midnight(day: jiff::civil::Date) -> Timestamp {
    Offset::constant(8).to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The items, each with its elements; `items` is the address below which an item has its own.
pub(crate) fn of_items(origin: &str, path: &str, title: &str, items: &str, shown: &[&Effective], library: &Library) -> Listing {
    let row = |item: &&Effective| {
        let text = &item.kept.item;
        let origin_id = CatalogueId(item.origin.catalogue);
        let since = library.versions(origin_id).iter().find(|version| version.number == item.origin.version).map(|version| version.on);
        let at = since.map_or(Timestamp::UNIX_EPOCH, midnight);
        Row {
            path: format!("{items}/{}", text.code),
            title: text.names.join(" › "),
            summary: text.content.clone(),
            author: text.subject.clone(),
            published_at: at,
            updated_at: at,
            cells: vec![
                text.code.as_str().into(),
                field_label(&text.field).into(),
                text.names.join(" › ").into(),
                text.content.as_str().into(),
                text.basis.as_str().into(),
                text.time_limit.as_str().into(),
                in_words(&item.kept).into(),
                text.subject.as_str().into(),
                text.channels.join("、").into(),
                text.disclosed_to.label().into(),
                text.mode.label().into(),
                text.levels.iter().map(|level| level.label()).collect::<Vec<_>>().join("、").into(),
                item.status.label().into(),
                (&*item.reason).into(),
                since.into(),
            ],
        }
    };
    Listing {
        title: title.to_owned(),
        origin: origin.to_owned(),
        path: path.to_owned(),
        columns: vec![
            ("code", "编号"),
            ("field", "领域"),
            ("name", "公开事项"),
            ("content", "公开内容（要素）"),
            ("basis", "公开依据"),
            ("time_limit", "公开时限"),
            ("time_limit_read", "时限解读"),
            ("subject", "公开主体"),
            ("channels", "公开渠道和载体"),
            ("disclosed_to", "公开对象"),
            ("mode", "公开方式"),
            ("levels", "公开层级"),
            ("status", "条目状态"),
            ("reason", "说明"),
            ("since", "生效日期"),
        ],
        rows: shown.iter().map(row).collect(),
        total: i64::try_from(shown.len()).unwrap_or(i64::MAX),
    }
}

/// The duties, one row for each item, agency and period.
pub(crate) fn of_duties(origin: &str, path: &str, title: &str, lines: &[&Line], library: &Library, directory: &Directory) -> Listing {
    let rows = lines.iter().flat_map(|line| {
        line.duties.iter().map(move |duty| {
            let cell = Cell::of(line, duty);
            let item = &line.owed.kept.item;
            let filed = duty.records.first().and_then(|at| line.records.get(*at));
            let at = filed.map_or(line.owed.since, |record| record.published_on);
            Row {
                path: if cell.path.is_empty() { item_path(library, line) } else { cell.path.clone() },
                title: format!("{}：{}（{}）", item.name(), cell.label, directory.name_of(&line.owed.agency)),
                summary: cell.told.clone(),
                author: directory.name_of(&line.owed.agency).to_owned(),
                published_at: midnight(at),
                updated_at: midnight(at),
                cells: vec![
                    directory.name_of(&line.owed.agency).into(),
                    (&*line.owed.agency).into(),
                    line.owed.item().to_string().into(),
                    field_label(&item.field).into(),
                    item.names.join(" › ").into(),
                    item.time_limit.as_str().into(),
                    cell.period_code.into(),
                    cell.state.into(),
                    cell.label.into(),
                    duty.due.map(|due| due.on).into(),
                    duty.days.map_or(gongkai_web::Cell::None, |days| i64::from(days).into()),
                    i64::try_from(duty.records.len()).unwrap_or(0).into(),
                    filed.and_then(|record| record.named()).unwrap_or_default().into(),
                    cell.told.into(),
                ],
            }
        })
    });
    let rows: Vec<Row> = rows.collect();
    Listing {
        title: title.to_owned(),
        origin: origin.to_owned(),
        path: path.to_owned(),
        columns: vec![
            ("agency", "公开主体"),
            ("agency_path", "机构路径"),
            ("item", "事项"),
            ("field", "领域"),
            ("name", "公开事项"),
            ("time_limit", "公开时限"),
            ("period", "所属期间"),
            ("state", "状态代码"),
            ("state_label", "履行情况"),
            ("due", "最后期限"),
            ("days_late", "逾期天数（负数为提前）"),
            ("n_records", "信息条数"),
            ("record", "首条信息"),
            ("told", "说明"),
        ],
        total: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        rows,
    }
}
