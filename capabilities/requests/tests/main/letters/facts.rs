//! Invented facts of one case, more than any single letter needs.

use serde_json::{Value, json};

pub fn facts() -> Value {
    json!({
        "agency": {"name": "青岚县教育局"},
        "number": {"mark": "青教公开", "year": 2026, "serial": 12},
        "applicant": {
            "name": "张某某", "kind": "公民", "phone": "0000-8800456", "document": "居民身份证", "document_number": "（已核验）",
            "address": "青岚县某某镇某某路1号", "email": "reader@example.org",
        },
        "request": {
            "number": "QL-2026-0031", "received_on": "2026年11月3日", "submitted_on": "2026年11月2日", "channel": "互联网",
            "content": "2025年全县中小学校舍安全检查结果，包括各校检查记录和整改台账。", "forms": ["电子文档"], "deliveries": ["网上下载"],
        },
        "recipient": {"name": "青岚县某某建筑有限公司", "is_organisation": true},
        "date": "2026年11月24日",
        "printed_at": "2026-11-24T09:30:00",
        "seal": "电子印章（示范）",
        "contact": {"person": "李某某", "phone": "0000-8800123"},
        "delivery": "网上送达",
        "check": {"address": "https://www.qinglan.example/check/QL2026-7F3K-9M2P"},
        "remedy": "如对本告知书不服，可以自收到本告知书之日起60日内向青岚县人民政府申请行政复议，或者自收到本告知书之日起6个月内依法向人民法院提起行政诉讼。",
        "receipt_rule": "互联网渠道提交，以双方确认之日为收到日期（条例第三十一条第三项）",
        "due_on": "2026年12月1日", "query_code": "7F3K-9M2P", "passed_number": "2026-000045", "progress_address": "https://www.qinglan.example/requests/progress",
        "corrections": ["写明需要哪些学校、哪一年度的检查结果", "提供能够证明身份的材料"],
        "guidance": "校舍安全检查每年春秋两次，由本机关会同有关部门开展；写明年度和学校名称即可查找。",
        "term_days": 15, "last_day": "2026年12月15日",
        "old_due": "2026年12月1日", "new_due": "2026年12月29日", "days": 20,
        "reason": "检查记录分散在二十三所学校，需要逐校核对。",
        "explanation_on": "2026年11月16日",
        "information": [
            {"name": "2025年校舍安全检查情况通报", "form": "电子文档（PDF）", "pages": 4, "published_on": "2026年3月2日", "place": "县政府门户网站“政策文件”栏目：https://www.qinglan.example/d/31", "issue": "2026年第3期"},
            {"name": "2025年校舍安全检查记录汇总表（隐去联系人手机号码）", "form": "电子文档（表格）", "pages": 11, "published_on": "2026年4月20日", "place": "县档案馆政府信息查阅点", "issue": "2026年第4期"},
        ],
        "co_maker": true, "consulted": "第三方", "consulted_because": "涉及其他单位的合法权益", "started_on": "2026年11月10日",
        "counted_from": "2026年1月1日", "counted_until": "2026年11月20日", "count": 186, "facts": "各年度校舍检查、采购和人员情况",
        "fee": {
            "basis": "按件计收", "article": "四", "amount": 5500, "payment": "持本通知书到县政务服务中心财政窗口缴纳，或者扫描非税缴款码缴纳",
            "lines": [
                {"range": "第1件至第10件", "quantity": 10, "rate": 0, "amount": 0},
                {"range": "第11件至第30件", "quantity": 20, "rate": 100, "amount": 2000},
                {"range": "第31件至第40件", "quantity": 10, "rate": 200, "amount": 2000},
                {"range": "第41件至第45件", "quantity": 5, "rate": 300, "amount": 1500},
            ],
        },
        "provided_how": "通过申请网站提供下载",
        "enclosures": ["2025年校舍安全检查情况通报", "2025年校舍安全检查记录汇总表"],
        "withheld": [
            {"name": "各校联系人的手机号码", "ground": "BG15-2", "reason": "该号码为个人所有，联系人不同意公开。"},
            {"name": "整改方案讨论记录", "ground": "BG16-2", "reason": "该记录形成于方案确定之前，没有法律、法规、规章规定应当公开。"},
        ],
        "ground": "BG16-2", "provision": "《某某法》第二十条",
        "third_party_opinion": "第三方不同意公开，理由是其中含有未公开的施工工艺",
        "search": {
            "on": "2026年11月12日", "scope": "办公自动化系统、局档案室、基建科文件柜", "method": "按“校舍”“安全检查”检索标题和全文，并查阅2024年至2026年的收发文登记簿",
            "searcher": "基建科王某某、办公室李某某", "words": "校舍、安全检查；2024年1月至2026年11月", "asked": "基建科、安全科", "results": ["没有找到"],
            "found": "没有形成单独的检查结果文件。",
        },
        "right_agency": {"name": "青岚县住房和城乡建设局", "contact": "青岚县某某路8号，电话0000-8800789"},
        "earlier": {"number": "青教公开〔2026〕5号", "on": "2026年5月11日", "served_on": "2026年5月13日"},
        "special": {"kind": "不动产登记资料", "law": "《不动产登记暂行条例》"},
        "place": {"name": "青岚县不动产登记中心", "address": "青岚县某某路3号", "phone": "0000-8800321"},
        "work": "对各校历年数据重新分类、统计并撰写对比说明",
        "petition": {"kind": "信访", "reason": "申请书的全部内容是对校舍施工质量的意见，没有指向任何政府信息", "channel": "县信访局接待窗口（电话0000-8800555）"},
        "outcome": "R24",
        "correction": {"notice_on": "2026年11月5日", "received_on": "2026年11月10日", "result": "corrected", "on": "2026年11月20日", "content": "毕业年份为2018年。", "reason": "所提供的证据不能证明记录有误。"},
        "explanation": {"notice_on": "2026年11月9日", "result": "你在期限内没有说明理由"},
        "demand": "在已经取得的通报复印件上加盖公章", "obtained_on": "2026年3月2日", "obtained_how": "县政府门户网站",
        "notice": {"number": "青教公开〔2026〕8号补正告知书", "served_on": "2026年11月6日"},
        "asked_on": "2026年10月20日", "asked_number": "青教公开〔2026〕6号", "opinion": "你单位不同意公开", "disclosed_on": "2026年11月27日",
        "paper": {"title": "政府信息部分公开告知书", "number": "青教公开〔2026〕12号"},
        "ways": "邮寄送达", "served_at": "青岚县某某镇某某路1号", "mail_number": "XA00000000001", "posted_on": "2026年11月24日", "server": "李某某", "clerk": "李某某",
        "matter": "答复签发", "proposal": "拟部分公开，隐去联系人手机号码。", "basis": "《政府信息公开条例》第三十七条", "unit": "基建科",
        "opinions": {"secrecy": "不涉及国家秘密。周某某　11月20日", "legal": "同意。吴某某　11月20日", "head": "同意。郑某某　11月23日", "leader": "签发。陈某某　11月24日"},
    })
}

/// The facts with some of them changed, or taken away where the new value is null.
pub fn changed(changes: &[(&str, Value)]) -> Value {
    let mut facts = facts();
    let map = facts.as_object_mut().expect("an object");
    for (name, value) in changes {
        if value.is_null() {
            map.remove(*name);
        } else {
            map.insert((*name).to_owned(), value.clone());
        }
    }
    facts
}
