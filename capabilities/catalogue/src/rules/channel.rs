//! Through which channel is it disclosed, whatever a table calls it? 公开渠道和载体: the boxes of the official form.

use std::collections::HashMap;
use std::sync::LazyLock;

use gongkai_text::normalise::fold;

/// The boxes of the official form, in its order; 征地信息公开平台 stands on the form of 征地补偿 alone.
pub const OFFICIAL: [&str; 14] = [
    "政府网站",
    "政府公报",
    "两微一端",
    "发布会/听证会",
    "广播电视",
    "纸质媒体",
    "公开查阅点",
    "政务服务中心",
    "便民服务站",
    "入户/现场",
    "社区/企事业单位/村公示栏（电子屏）",
    "精准推送",
    "征地信息公开平台",
    "其他",
];

/// 其他:…, the box that is filled in by hand.
pub const OTHER: &str = "其他";

/// Before a channel that is used under a condition (征地 tables).
pub const CONDITIONAL: char = '▲';

/// Other writings of the boxes, folded.
const ALIASES: [(&str, &str); 34] = [
    ("政府门户网站", "政府网站"),
    ("门户网站", "政府网站"),
    ("政务网站", "政府网站"),
    ("一微一端", "两微一端"),
    ("双微一端", "两微一端"),
    ("政务新媒体", "两微一端"),
    ("新闻发布会/听证会", "发布会/听证会"),
    ("发布会、听证会", "发布会/听证会"),
    ("发布会听证会", "发布会/听证会"),
    ("广播、电视", "广播电视"),
    ("广播/电视", "广播电视"),
    ("报刊", "纸质媒体"),
    ("公共查阅点", "公开查阅点"),
    ("政府信息公开查阅点", "公开查阅点"),
    ("政府信息查阅点", "公开查阅点"),
    ("政府服务中心", "政务服务中心"),
    ("行政服务中心", "政务服务中心"),
    ("政务服务大厅", "政务服务中心"),
    ("便民惠民服务中心", "政务服务中心"),
    ("便民服务中心", "便民服务站"),
    ("便民服务站点", "便民服务站"),
    ("入户/现场宣传", "入户/现场"),
    ("入户、现场", "入户/现场"),
    ("入户现场", "入户/现场"),
    ("社区/企事业单位/村公示栏(电子屏)", "社区/企事业单位/村公示栏（电子屏）"),
    ("社区/企事业单位、村公示栏(电子屏)", "社区/企事业单位/村公示栏（电子屏）"),
    ("社区、企事业单位、村公示栏(电子屏)", "社区/企事业单位/村公示栏（电子屏）"),
    ("社区/企事业单位/村公示栏", "社区/企事业单位/村公示栏（电子屏）"),
    ("社区/企事业单位、村公示栏", "社区/企事业单位/村公示栏（电子屏）"),
    ("社区/企事业单位/村(居)公示栏", "社区/企事业单位/村公示栏（电子屏）"),
    ("社区公示栏", "社区/企事业单位/村公示栏（电子屏）"),
    ("村公示栏", "社区/企事业单位/村公示栏（电子屏）"),
    ("精准推送到户", "精准推送"),
    ("其它", "其他"),
];

/// Every writing, folded, with the box that it means.
static WRITINGS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let own = OFFICIAL.into_iter().map(|name| (fold(name), name));
    own.chain(ALIASES.into_iter().map(|(alias, name)| (alias.to_owned(), name))).collect()
});

/// The box that a writing means; `None` where it is none of them.
#[must_use]
pub fn official(name: &str) -> Option<&'static str> {
    OFFICIAL.into_iter().find(|own| *own == name).or_else(|| WRITINGS.get(&fold(name)).copied())
}

/// The box whose name or other writing a folded text begins with, and how many bytes that took; the longest one.
#[must_use]
pub fn beginning(folded: &str) -> Option<(&'static str, usize)> {
    let found = WRITINGS.iter().filter(|(writing, _)| folded.starts_with(writing.as_str()));
    found.map(|(writing, name)| (*name, writing.len())).max_by_key(|(_, length)| *length)
}

/// Whether a folded text ends with a writing of a box.
#[must_use]
pub fn ends_with_box(folded: &str) -> bool {
    WRITINGS.keys().any(|writing| folded.ends_with(writing.as_str()))
}

/// Whether everybody can see what stands there: what a group alone is told does not belong there by default.
#[must_use]
pub fn is_open_to_all(channel: &str) -> bool {
    matches!(channel.trim_start_matches(CONDITIONAL), "政府网站" | "政府公报" | "两微一端" | "广播电视" | "纸质媒体")
}

/// The channel without ▲, and whether it had one.
#[must_use]
pub fn bare(channel: &str) -> (&str, bool) {
    channel.strip_prefix(CONDITIONAL).map_or((channel, false), |bare| (bare, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_writing_is_the_box_that_it_means() {
        for name in OFFICIAL {
            assert_eq!((official(name), official(&fold(name))), (Some(name), Some(name)));
            assert_eq!(beginning(&format!("{}□其他", fold(name))), Some((name, fold(name).len())), "{name}");
        }
        for (alias, name) in ALIASES {
            assert_eq!(official(alias), Some(name));
            assert_eq!(fold(alias), alias, "aliases are kept folded");
            assert!(OFFICIAL.contains(&name), "{name} is a box of the form");
        }
        assert_eq!(official("抖音"), None);
        assert!(is_open_to_all("▲政府网站") && !is_open_to_all("精准推送"));
    }
}
