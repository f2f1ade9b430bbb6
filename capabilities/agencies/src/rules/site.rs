//! May a site stand like this? Host, colour, and the footer elements of 政府网站发展指引 (国办发〔2017〕47号).

use gongkai_web::SiteProfile;

use crate::directory::Directory;

/// What WCAG 2.1 (1.4.3) asks for text against its ground; the site's name stands in white on the main colour.
const CONTRAST: f64 = 4.5;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SiteRefusal {
    #[error("域名由小写字母、数字、连字符和点组成，不含协议和端口")]
    HostMalformed,
    #[error("域名“{0}”已被站点“{1}”使用")]
    HostTaken(String, String),
    #[error("请填写网站名称")]
    NameMissing,
    #[error("网站对应的机构“{0}”不存在")]
    RootUnknown(String),
    #[error("颜色应写作“#”加六位十六进制数，如 #1f5f8b")]
    ColourMalformed,
    #[error("颜色过浅，白色文字在其上难以辨认（对比度应不低于 4.5∶1）")]
    ColourTooLight,
    #[error("应保留一个主站，请先将另一站点设为主站")]
    NoMain,
    #[error("网站标识码为10位数字，或“bm”加8位数字")]
    SiteCode,
    #[error("ICP备案编号的格式应为“省简称＋ICP备＋8位数字＋号”，如 澄ICP备00000001号-1")]
    Icp,
    #[error("公安机关备案编号的格式应为“省简称＋公网安备＋14位数字＋号”")]
    Police,
    #[error("{0}过长")]
    TooLong(&'static str, &'static str),
}

impl SiteRefusal {
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::HostMalformed | Self::HostTaken(..) => "host",
            Self::NameMissing => "name",
            Self::RootUnknown(_) => "root",
            Self::ColourMalformed | Self::ColourTooLight => "colour",
            Self::NoMain => "main",
            Self::SiteCode => "site_code",
            Self::Icp => "icp",
            Self::Police => "police",
            Self::TooLong(_, field) => field,
        }
    }
}

/// Everything wrong with a site, beside the others of the installation.
#[must_use]
pub fn check_site(site: &SiteProfile, others: &[SiteProfile], directory: &Directory) -> Vec<SiteRefusal> {
    let mut refusals = Vec::new();
    let others = || others.iter().filter(|other| other.id != site.id);
    if !is_host(&site.host) {
        refusals.push(SiteRefusal::HostMalformed);
    } else if let Some(other) = others().find(|other| other.host == site.host) {
        refusals.push(SiteRefusal::HostTaken(site.host.clone(), other.name.clone()));
    }
    if site.name.is_empty() {
        refusals.push(SiteRefusal::NameMissing);
    }
    if directory.by_path(&site.root).is_none() {
        refusals.push(SiteRefusal::RootUnknown(site.root.clone()));
    }
    match contrast_with_white(&site.colour) {
        None => refusals.push(SiteRefusal::ColourMalformed),
        Some(contrast) if contrast < CONTRAST => refusals.push(SiteRefusal::ColourTooLight),
        Some(_) => {}
    }
    if !site.main && !others().any(|other| other.main) {
        refusals.push(SiteRefusal::NoMain);
    }
    let footer = &site.footer;
    let marks = [
        (&footer.site_code, is_site_code(&footer.site_code), SiteRefusal::SiteCode),
        (&footer.icp, is_icp(&footer.icp), SiteRefusal::Icp),
        (&footer.police, is_police(&footer.police), SiteRefusal::Police),
    ];
    // An element that is not known yet is left out of the footer; what is said must be right.
    refusals.extend(marks.into_iter().filter(|(text, right, _)| !text.is_empty() && !right).map(|(_, _, refusal)| refusal));
    let lines = [
        ("网站名称", "name", &site.name),
        ("主办单位", "sponsor", &footer.sponsor),
        ("承办单位", "operator", &footer.operator),
        ("联系方式", "contact", &footer.contact),
    ];
    for (label, field, text) in lines {
        if text.chars().count() > 120 {
            refusals.push(SiteRefusal::TooLong(label, field));
        }
    }
    refusals
}

fn is_host(host: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    host.len() <= 253 && host.split('.').all(label)
}

fn digits(text: &str, n: usize) -> bool {
    text.len() == n && text.bytes().all(|b| b.is_ascii_digit())
}

/// `3590000001`: 行政区划 and a serial; ministries `bm` and eight digits.
fn is_site_code(text: &str) -> bool {
    digits(text, 10) || text.strip_prefix("bm").is_some_and(|rest| digits(rest, 8))
}

/// Without the one Chinese character that stands for the province.
fn after_province(text: &str) -> Option<&str> {
    let first = text.chars().next().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))?;
    Some(&text[first.len_utf8()..])
}

fn is_icp(text: &str) -> bool {
    let Some(rest) = after_province(text).and_then(|rest| rest.strip_prefix("ICP备")) else { return false };
    let Some((number, tail)) = rest.split_once('号') else { return false };
    let serial = tail.strip_prefix('-').is_some_and(|n| !n.is_empty() && n.len() <= 4 && n.bytes().all(|b| b.is_ascii_digit()));
    digits(number, 8) && (tail.is_empty() || serial)
}

fn is_police(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("公网安备").or_else(|| after_province(text).and_then(|rest| rest.strip_prefix("公网安备")))
    else {
        // The bare form with a hyphen that older sites carry.
        return text.split_once('-').is_some_and(|(one, two)| digits(one, 11) && digits(two, 5));
    };
    rest.trim_start().strip_suffix('号').is_some_and(|number| digits(number, 14))
}

/// How well white stands on a colour (WCAG 2.1 contrast ratio); none where it is no `#rrggbb`.
fn contrast_with_white(colour: &str) -> Option<f64> {
    let hex = colour.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let channel = |at: usize| -> Option<f64> {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    let luminance = 0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?;
    Some(1.05 / (luminance + 0.05))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_footer() {
        for (text, right) in [("3590000001", true), ("bm01000001", true), ("359000001", false), ("BM01000001", false)] {
            assert_eq!(is_site_code(text), right, "{text}");
        }
        for (text, right) in [
            ("澄ICP备00000001号", true),
            ("澄ICP备00000001号-12", true),
            ("ICP备00000001号", false),
            ("澄ICP备0000001号", false),
            ("澄ICP备00000001号-", false),
        ] {
            assert_eq!(is_icp(text), right, "{text}");
        }
        for (text, right) in [
            ("澄公网安备00000000000001号", true),
            ("公网安备 00000000000001号", true),
            ("35012899001-19002", true),
            ("澄公网安备0000001号", false),
            ("00000000000001", false),
        ] {
            assert_eq!(is_police(text), right, "{text}");
        }
    }

    #[test]
    fn a_colour_must_carry_white_text() {
        assert!(contrast_with_white("#000000").is_some_and(|contrast| (contrast - 21.0).abs() < 0.01));
        assert!(contrast_with_white("#1f5f8b").is_some_and(|contrast| contrast > CONTRAST));
        assert!(contrast_with_white("#ffd700").is_some_and(|contrast| contrast < CONTRAST));
        assert_eq!(contrast_with_white("1f5f8b"), None);
        assert_eq!(contrast_with_white("#中国"), None);
    }

    #[test]
    fn hosts() {
        for good in ["www.qinglan.gov.cn", "qinglan.localhost", "127.0.0.1", "xn--fiq.cn"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "WWW.gov.cn", "a.cn:80", "http://a.cn", "a..cn", "-a.cn", "a b.cn"] {
            assert!(!is_host(bad), "{bad}");
        }
    }
}
