//! A small invented corpus: 青岚县 in 澄江市.

use gongkai_search::{Entry, Hits, Index, Query};
use jiff::civil::{Date, date};

pub struct Record {
    pub id: i64,
    pub agency: &'static str,
    pub kind: &'static str,
    pub topic: &'static str,
    pub validity: &'static str,
    pub number: Option<&'static str>,
    pub on: Date,
    pub title: &'static str,
    pub text: &'static str,
}

const fn record(id: i64, agency: &'static str, title: &'static str, text: &'static str) -> Record {
    let on = date(2024, 5, 1);
    Record { id, agency, kind: "notice", topic: "civil", validity: "in_force", number: None, on, title, text }
}

pub fn records() -> Vec<Record> {
    let mut all = vec![
        Record {
            number: Some("青政办发〔2017〕169号"),
            on: date(2017, 9, 15),
            kind: "normative",
            ..record(
                1,
                "gov",
                "青岚县人民政府办公室关于加快养老服务体系建设的实施意见",
                "为推进养老服务体系建设，完善社会保险费征缴，现提出以下意见。\n一、发展社区居家养老。\n（一）支持老年食堂。",
            )
        },
        Record {
            number: Some("青政办发〔2018〕16号"),
            on: date(2018, 3, 2),
            ..record(
                2,
                "gov",
                "青岚县人民政府办公室关于做好防汛抗旱工作的通知",
                "根据青政办发〔2017〕169号文件精神，各乡镇要落实防汛责任，备足物资。",
            )
        },
        Record {
            topic: "education",
            on: date(2025, 6, 20),
            ..record(
                3,
                "edu",
                "2025年青岚县义务教育阶段学校招生工作实施办法",
                "适龄儿童凭户口簿报名，随迁子女凭居住证申请。划片招生，免试就近入学。",
            )
        },
        Record {
            topic: "education",
            validity: "repealed",
            on: date(2025, 6, 20),
            ..record(
                4,
                "edu",
                "2025年青岚县义务教育阶段学校招生工作实施办法",
                "适龄儿童凭户口簿报名，随迁子女凭居住证申请。划片招生，免试就近入学。",
            )
        },
        Record {
            on: date(2019, 1, 10),
            ..record(5, "civil", "残疾人证办理指南", "申请残疾人证，向户籍所在地乡镇残联提出，提交身份证、照片。不收取费用。")
        },
        Record {
            on: date(2023, 8, 8),
            ..record(
                6,
                "civil",
                "关于公布最低生活保障标准的公告",
                "城乡居民最低生活保障标准为每人每月八百元。低保户复核按季度进行，养老服务补贴另行公布。",
            )
        },
        Record {
            kind: "penalty",
            ..record(
                7,
                "market",
                "青岚县市场监督管理局行政处罚裁量基准",
                "违反规定的，处以五千元以下罚款；情节严重的，吊销许可证。参照 GB/T 9704 执行，第5条另有规定的除外。",
            )
        },
        record(8, "market", "关于开展食品安全抽检的通知", "抽检结果在门户网站公布。经营者对检验结论有异议的，可在七个工作日内申请复检。"),
        Record {
            on: date(2022, 2, 2),
            ..record(9, "town", "柳溪镇政府信息公开指南", "本镇公开机构为党政综合办公室，地址在青岚县柳溪镇。办公时间为工作日。")
        },
        Record {
            on: date(2021, 7, 1),
            ..record(10, "town", "柳溪镇数据资源目录", "数据共享遵循统一标准，档案数字化由入口网站统一受理，软件信息优化。")
        },
    ];
    all.push(Record {
        on: date(2020, 1, 1),
        ..record(11, "gov", "政府公报编辑办法", "公报每月出版一期，刊登规范性文件；长春、重庆、银行等地名与机构名照录。")
    });
    all
}

pub fn entry(record: &Record) -> Entry {
    let (path, agency) = match record.agency {
        "gov" => ("qinglan", "青岚县人民政府办公室"),
        "edu" => ("qinglan/edu", "青岚县教育局"),
        "civil" => ("qinglan/civil", "青岚县民政局"),
        "market" => ("qinglan/market", "青岚县市场监督管理局"),
        _ => ("qinglan/liuxi", "柳溪镇人民政府"),
    };
    let mut entry = Entry::new(record.id, record.title, record.text, record.on);
    entry.path = path.into();
    entry.agency_code = record.agency.into();
    entry.agency = agency.into();
    entry.document_number = record.number.map(Into::into);
    entry.index_number = Some(format!("11999999MB0000000X/{}-{:05}", record.on.year(), record.id));
    entry.kind = record.kind.into();
    entry.kind_label = format!("种类{}", record.kind);
    entry.topic = record.topic.into();
    entry.topic_label = format!("主题{}", record.topic);
    entry.validity = record.validity.into();
    entry.validity_label = if record.validity == "repealed" { "废止" } else { "有效" }.into();
    entry
}

pub fn index() -> Index {
    let index = Index::in_memory().unwrap();
    let entries: Vec<Entry> = records().iter().map(entry).collect();
    index.put(&entries).unwrap();
    index.commit(11).unwrap();
    index
}

pub fn ids(hits: &Hits) -> Vec<i64> {
    hits.hits.iter().map(|hit| hit.id).collect()
}

#[track_caller]
pub fn found(index: &Index, text: &str) -> Vec<i64> {
    ids(&index.search(&Query { limit: 100, ..Query::new(text) }).unwrap())
}

pub fn plain(parts: &[(String, bool)]) -> String {
    parts.iter().map(|(text, _)| text.as_str()).collect()
}

pub fn marked(parts: &[(String, bool)]) -> Vec<&str> {
    parts.iter().filter(|(_, marked)| *marked).map(|(text, _)| text.as_str()).collect()
}
