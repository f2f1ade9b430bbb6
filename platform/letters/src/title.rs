//! Where may a long title be broken so that no word is split and the lines look balanced (GB/T 9704-2012, 7.3.1)?

/// The lines of a title that has room for `per_line` full-width characters.
pub(crate) fn lines(title: &str, per_line: usize) -> Vec<String> {
    let chars: Vec<char> = title.chars().collect();
    let room = per_line * 2;
    let total: usize = chars.iter().map(|c| half_widths(*c)).sum();
    if total <= room {
        return vec![title.to_owned()];
    }
    let n_lines = total.div_ceil(room);
    let target = total.div_ceil(n_lines);
    let breaks = best_breaks(&chars, room, target);
    let mut start = 0;
    let mut lines = Vec::new();
    for end in breaks {
        let line: String = chars[start..end].iter().collect();
        lines.push(line.trim().to_owned());
        start = end;
    }
    lines
}

/// Full-width characters count two, ASCII one.
pub(crate) fn half_widths(c: char) -> usize {
    if (c as u32) < 0x2E80 && !('\u{2010}'..='\u{2027}').contains(&c) { 1 } else { 2 }
}

/// Shortest path over the places where a line may end; the cost of a line is its distance from the even length.
fn best_breaks(chars: &[char], room: usize, target: usize) -> Vec<usize> {
    let n = chars.len();
    let mut best: Vec<(usize, usize)> = vec![(usize::MAX, 0); n + 1];
    best[0] = (0, 0);
    for start in 0..n {
        if best[start].0 == usize::MAX {
            continue;
        }
        let mut width = 0;
        for end in start + 1..=n {
            width += half_widths(chars[end - 1]);
            if width > room && end > start + 1 {
                break;
            }
            let uneven = width.abs_diff(target);
            let cost = best[start].0 + uneven * uneven + if end == n { 0 } else { penalty(chars, end) };
            if cost < best[end].0 {
                best[end] = (cost, start);
            }
        }
    }
    let mut breaks = vec![n];
    while let Some(&end) = breaks.last()
        && best[end].1 > 0
    {
        breaks.push(best[end].1);
    }
    breaks.reverse();
    breaks
}

/// Words of official titles that may end a line, and those that may begin one.
const ENDS: [&str; 12] = ["人民政府", "办公厅", "办公室", "辦公廳", "辦公室", "委员会", "委員會", "关于印发", "關於印發", "局", "厅", "和"];
const BEGINS: [&str; 18] = [
    "关于",
    "關於",
    "《",
    "“",
    "（",
    "进一步",
    "進一步",
    "加强",
    "加強",
    "推进",
    "推進",
    "开展",
    "開展",
    "建立",
    "完善",
    "工作",
    "实施",
    "管理",
];

fn penalty(chars: &[char], at: usize) -> usize {
    let (before, after) = (chars[at - 1], chars[at]);
    let together = before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric();
    if together || "《“（〔‘".contains(before) || "》”）〕’、，。：；的".contains(after) {
        return 2000;
    }
    if before.is_ascii_digit() && "年月日号届次".contains(after) {
        return 1500;
    }
    let head: String = chars[at.saturating_sub(4)..at].iter().collect();
    let tail: String = chars[at..(at + 3).min(chars.len())].iter().collect();
    if ["关于", "關於", "进一步", "進一步"].iter().any(|word| head.ends_with(word)) {
        return 400;
    }
    if "》”）、，：；".contains(before) || ENDS.iter().any(|word| head.ends_with(word)) {
        return 0;
    }
    if BEGINS.iter().any(|word| tail.starts_with(word)) {
        return 4;
    }
    150
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, expected: &[&str]) {
        assert_eq!(lines(title, 20), expected);
    }

    #[test]
    fn gb_9704_7_3_1_titles_break_between_words() {
        check("青岚县防汛应急预案", &["青岚县防汛应急预案"]);
        check(
            "青岚县人民政府办公室关于印发青岚县进一步推进政务公开工作实施方案的通知",
            &["青岚县人民政府办公室关于印发青岚县", "进一步推进政务公开工作实施方案的通知"],
        );
        check("青嵐縣人民政府辦公室關於進一步推進政務公開工作的通知", &["青嵐縣人民政府辦公室", "關於進一步推進政務公開工作的通知"]);
        check(
            "青岚县人民政府关于公布《青岚县2026年重大决策事项目录》的公告",
            &["青岚县人民政府关于公布", "《青岚县2026年重大决策事项目录》的公告"],
        );
    }

    #[test]
    fn nothing_of_a_title_is_lost() {
        let title = "关于".repeat(90) + "的通知";
        assert_eq!(lines(&title, 20).concat(), title);
        let latin = "a".repeat(90);
        assert_eq!(lines(&latin, 20).concat(), latin);
    }
}
