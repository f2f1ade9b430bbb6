//! Which product made this address, and on which day was the page put on line?
//!
//! Static sites write the day of publication into the path. It cannot be dated back as a label can, so it tells when a page
//! was first on line (伪造发稿日期 is found by comparing the two).

use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// The families of addresses met on government sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlShape {
    /// `/{column}/202402/t20240222_87407.htm`
    DatedFile,
    /// An attachment or picture of the same product: `P020240222….pdf`, `W020240222….jpg`
    DatedAttachment,
    /// `/art/2023/5/9/art_1234_567.html`
    Art,
    /// `/col/col1234/index.html`
    Column,
    /// `/gkmlpt/content/3/4/post_4167.html`, `/content/post_4167.html`
    Post,
    /// `/info/1046/2311.htm`
    Info,
    /// `/c100123/202305/0123456789abcdef0123456789abcdef.shtml`
    HexFile,
    /// `/2017-06/08/content_5200.htm`, `/content/2022/content_5700.htm`
    Content,
}

struct Pattern {
    shape: UrlShape,
    regex: Regex,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let of = |shape, pattern: &str| Pattern { shape, regex: Regex::new(pattern).expect("a fixed pattern") };
    vec![
        of(UrlShape::DatedFile, r"/t(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})_\d+(?:_\d+)?\.s?html?$"),
        of(UrlShape::DatedAttachment, r"/[PW]0(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})\d{6,}\.[A-Za-z0-9]{2,5}$"),
        of(UrlShape::Art, r"/art/(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})/art_\d+_\d+\.html?$"),
        of(UrlShape::Column, r"/col/col\d+/(?:index(?:_\d+)?\.html?)?$"),
        of(UrlShape::Post, r"/(?:mpost|post)_\d+\.html?$"),
        of(UrlShape::Info, r"/info/\d+/\d+\.html?$"),
        of(UrlShape::HexFile, r"/c\d+/\d{6}/[0-9a-f]{32}\.s?html?$"),
        of(UrlShape::Content, r"/(?P<y>\d{4})-(?P<m>\d{2})/(?P<d>\d{2})/content_\d+\.html?$"),
        of(UrlShape::Content, r"/(?:content/)?\d{4,6}/content_\d+\.html?$"),
    ]
});

/// Any other path with a whole day in it: `/2023/05/09/…`, `/20230509/…`, `/2023-05-09/…`.
static DAY_IN_PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/(?P<y>(?:19|20)\d{2})(?:[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})|(?P<mm>\d{2})(?P<dd>\d{2}))(?:/|_|\.|$)")
        .expect("a fixed pattern")
});

/// The shape of an address, where it is a known one.
#[must_use]
pub fn shape_of(url: &str) -> Option<UrlShape> {
    let path = path_of(url);
    PATTERNS.iter().find(|pattern| pattern.regex.is_match(path)).map(|pattern| pattern.shape)
}

/// The day that the address says the page was put on line; `None` where it names none, or an impossible one (2月30日).
#[must_use]
pub fn published_in_url(url: &str) -> Option<Date> {
    let path = path_of(url);
    for pattern in PATTERNS.iter() {
        if let Some(found) = pattern.regex.captures(path) {
            return date_of(&found);
        }
    }
    DAY_IN_PATH.captures(path).as_ref().and_then(date_of)
}

fn path_of(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url[..end].trim();
    match url.find("://") {
        Some(at) => url[at + 3..].find('/').map_or("", |slash| &url[at + 3 + slash..]),
        None => url,
    }
}

fn date_of(found: &regex::Captures<'_>) -> Option<Date> {
    let number = |names: [&str; 2]| names.iter().find_map(|name| found.name(name))?.as_str().parse::<i16>().ok();
    let (year, month, day) = (number(["y", "y"])?, number(["m", "mm"])?, number(["d", "dd"])?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn check(url: &str, shape: Option<UrlShape>, day: Option<Date>) {
        assert_eq!((shape_of(url), published_in_url(url)), (shape, day), "{url}");
    }

    #[test]
    fn the_day_is_read_from_the_address() {
        let day = Some(date(2024, 2, 22));
        check("http://www.qinglan.gov.cn/zwgk/wj/202402/t20240222_87407.htm", Some(UrlShape::DatedFile), day);
        check("./202402/t20240222_87407.shtml?x=1#top", Some(UrlShape::DatedFile), day);
        check("https://www.qinglan.gov.cn/a/P020240222377718.pdf", Some(UrlShape::DatedAttachment), day);
        check("https://x.gov.cn/art/2023/5/9/art_1229_24.html", Some(UrlShape::Art), Some(date(2023, 5, 9)));
        check("https://x.gov.cn/zhengce/2017-06/08/content_520.htm", Some(UrlShape::Content), Some(date(2017, 6, 8)));
        check("https://x.gov.cn/news/2023/05/09/1.html", None, Some(date(2023, 5, 9)));
        check("https://x.gov.cn/news/20230509/1.html", None, Some(date(2023, 5, 9)));
    }

    #[test]
    fn an_address_without_a_day_has_none() {
        check("https://x.gov.cn/gkmlpt/content/3/4/post_4167.html", Some(UrlShape::Post), None);
        check("https://x.gov.cn/info/1046/2311.htm", Some(UrlShape::Info), None);
        check("https://x.gov.cn/col/col1229/index.html", Some(UrlShape::Column), None);
        let hex = "https://x.gov.cn/c100123/202305/0123456789abcdef0123456789abcdef.shtml";
        check(hex, Some(UrlShape::HexFile), None);
        check("https://x.gov.cn/zhengce/content/2022/content_57.htm", Some(UrlShape::Content), None);
        check("https://x.gov.cn/202402/t20240230_1.htm", Some(UrlShape::DatedFile), None);
        check("https://20240222.example.gov.cn", None, None);
    }
}
