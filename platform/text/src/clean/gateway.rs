//! Which address did an IPv6 gateway rewrite, and what was it before?

use std::sync::LazyLock;

use regex::Regex;

use super::work::Work;

static HOST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)([a-z0-9][a-z0-9.-]*?)x[0-9a-f]{6,}x{0,4}\.ipv6best\.cn").expect("the pattern is fixed"));

/// The address as the page first had it: `www-example-gov-cnx45c8966e23868xx.ipv6best.cn` was `www.example.gov.cn`.
/// `None` where no gateway stands in it.
#[must_use]
pub fn unwrap_gateway(address: &str) -> Option<String> {
    let replaced = HOST.replace_all(address, |found: &regex::Captures<'_>| {
        let host = &found[1];
        // A host with dots kept them; one without had them turned into hyphens.
        if host.contains('.') { host.to_owned() } else { host.replace('-', ".") }
    });
    (replaced != address).then(|| replaced.into_owned())
}

pub fn cut(work: &mut Work<'_>) {
    for at in work.live() {
        let text = &work.lines[at].text;
        if text.contains("ipv6best")
            && let Some(mended) = unwrap_gateway(text)
        {
            let range = 0..text.len();
            work.replace(at, range, &mended, "defect.gateway_address", "网址被IPv6转换网关改写，已还原为原网址");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_come_back() {
        assert_eq!(
            unwrap_gateway("https://www-qinglan-gov-cnx45c8966e23868xx.ipv6best.cn/a.html").as_deref(),
            Some("https://www.qinglan.gov.cn/a.html")
        );
        assert_eq!(unwrap_gateway("http://www.example.org.cnx7a72966e23868.ipv6best.cn/").as_deref(), Some("http://www.example.org.cn/"));
        assert_eq!(unwrap_gateway("http://www.example.org/"), None);
    }
}
