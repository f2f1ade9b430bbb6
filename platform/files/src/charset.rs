//! Which characters do these bytes mean?
//!
//! County pages declare "gb2312" and hold GB18030, declare UTF-8 and hold GBK, or declare nothing. What the bytes are comes
//! before what they claim to be.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use gongkai_text::extract::Hidden;

/// Decoded text with what had to be left out of it.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub text: String,
    /// By its WHATWG name.
    pub encoding: &'static str,
    pub dropped: Vec<Hidden>,
}

/// Where `<meta charset>` is looked for.
const META_WINDOW: usize = 4096;
/// More undecodable places than one in so many characters: the guess is wrong.
const TOLERATED: usize = 50;
/// A short text may hold so many and still be one.
const ACCIDENTS: usize = 4;
/// The detector needs no more than this to be sure.
const DETECTOR_WINDOW: usize = 256 * 1024;
/// So many places of dropped characters are named; the rest is a sum.
const NAMED_PLACES: usize = 20;

/// Decodes by byte order mark, else by validity as UTF-8, else by the declared charset, else by guess among the Chinese ones.
pub(crate) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Option<Decoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return finish(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = wide_without_mark(bytes) {
        return finish(encoding, bytes);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return finish(UTF_8, bytes);
    }
    let declared = declared.filter(|encoding| [GB18030, BIG5].contains(encoding));
    if let Some(decoded) = declared.and_then(|encoding| finish(encoding, bytes)) {
        return Some(decoded);
    }
    finish(guess(bytes), bytes)
}

/// The charset a page declares in its head. "GB2312" and "GBK" mean GB18030, as every browser reads them.
pub(crate) fn declared_in_html(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: Vec<u8> = bytes[..bytes.len().min(META_WINDOW)].to_ascii_lowercase();
    let at = head.windows(8).position(|w| w == b"charset=")? + 8;
    let rest = &head[at..];
    let start = rest.iter().position(|b| !matches!(b, b'"' | b'\'' | b' '))?;
    let label: Vec<u8> = rest[start..].iter().copied().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).collect();
    let encoding = Encoding::for_label(&label)?;
    Some(if encoding == encoding_rs::GBK { GB18030 } else { encoding })
}

/// UTF-16 without a mark shows as zero bytes at every second place of its line ends, digits and Latin letters.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    if head.len() < 4 || !head.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // 一 (U+4E00) and 开 (U+5F00) put a few zeros at the other places too.
    let enough = (head.len() / 64).max(1);
    if odd > enough && odd > 2 * even {
        Some(UTF_16LE)
    } else if even > enough && even > 2 * odd {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let window = &bytes[..bytes.len().min(DETECTOR_WINDOW)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(window, true);
    let best = detector.guess(None, Utf8Detection::Allow);
    if best == BIG5 {
        return BIG5;
    }
    if best == encoding_rs::GBK || best == GB18030 {
        return GB18030;
    }
    // A short text, or one with a broken place: the candidate with the fewest undecodable places wins.
    let broken = |encoding: &'static Encoding| count_broken(&encoding.decode_without_bom_handling(window).0);
    let candidates = [(broken(UTF_8), UTF_8), (broken(GB18030), GB18030), (broken(BIG5), BIG5)];
    candidates.into_iter().min_by_key(|(n, _)| *n).map_or(GB18030, |(_, encoding)| encoding)
}

fn count_broken(text: &str) -> usize {
    text.chars().filter(|c| *c == '\u{FFFD}').count()
}

fn finish(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let guessed = encoding != UTF_8;
    if (had_errors || guessed || has_suspects(&text)) && !is_plausible(&text) {
        return None;
    }
    let (text, dropped) = without_controls(text.into_owned());
    Some(Decoded { text, encoding: encoding.name(), dropped })
}

/// Rubbish decodes as well, but to replacement, control and private characters every few places.
fn is_plausible(text: &str) -> bool {
    let private = |c: char| matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}');
    let (mut strange, mut all) = (0, 0);
    for c in text.chars() {
        all += 1;
        strange += usize::from(c == '\u{FFFD}' || unwanted(c) || private(c));
    }
    strange <= ACCIDENTS || strange * TOLERATED <= all
}

fn unwanted(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}')
}

/// Every control character but the C1 ones is a byte below 0x20 or 0x7F; most texts have none and are passed on unread.
fn has_suspects(text: &str) -> bool {
    let suspect = |b: &u8| (*b < 0x20 && !matches!(*b, b'\n' | b'\r' | b'\t' | 0x0C)) || *b == 0x7F || *b == 0xC2;
    text.as_bytes().iter().any(suspect)
}

/// Drops control characters and says where each stood.
fn without_controls(text: String) -> (String, Vec<Hidden>) {
    if !has_suspects(&text) || !text.chars().any(unwanted) {
        return (text, Vec::new());
    }
    let mut dropped = Vec::new();
    let mut more = 0_usize;
    let mut clean = String::with_capacity(text.len());
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let codes: Vec<String> = line.chars().filter(|c| unwanted(*c)).take(8).map(|c| format!("U+{:04X}", c as u32)).collect();
        if !codes.is_empty() && dropped.len() < NAMED_PLACES {
            let place = format!("第{}行", number + 1);
            dropped.push(Hidden { how: "control".to_owned(), place, text: codes.join(" ") });
        } else if !codes.is_empty() {
            more += 1;
        }
        clean.extend(line.chars().filter(|c| !unwanted(*c)));
    }
    if more > 0 {
        let text = format!("另有 {more} 行含控制字符");
        dropped.push(Hidden { how: "control".to_owned(), place: "全文".to_owned(), text });
    }
    (clean, dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str, text: &str) {
        let decoded = decode(bytes, declared_in_html(bytes)).expect("decodable");
        assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding, text));
    }

    const SIMPLIFIED: &str = "青岚县人民政府办公室关于印发政务公开工作要点的通知";
    const TRADITIONAL: &str = "青嵐縣人民政府辦公室關於印發政務公開工作要點的通知，請結合實際認真貫徹落實。";

    #[test]
    fn the_encodings_of_government_texts_are_told_apart() {
        check(SIMPLIFIED.as_bytes(), "UTF-8", SIMPLIFIED);
        check(&[b"\xEF\xBB\xBF", SIMPLIFIED.as_bytes()].concat(), "UTF-8", SIMPLIFIED);
        check(&GB18030.encode(SIMPLIFIED).0, "gb18030", SIMPLIFIED);
        check(&BIG5.encode(TRADITIONAL).0, "Big5", TRADITIONAL);
        // 㐂 and 𠀀 exist only in the four-byte part of GB18030, which "gb2312" pages use all the same.
        let page = format!("<meta charset=gb2312>{SIMPLIFIED}㐂𠀀");
        check(&GB18030.encode(&page).0, "gb18030", &page);
        let wide: Vec<u8> = format!("\u{FEFF}{SIMPLIFIED}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, "UTF-16LE", SIMPLIFIED);
        let unmarked = format!("{SIMPLIFIED}\n2026年\n");
        let wide: Vec<u8> = unmarked.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&wide, "UTF-16BE", &unmarked);
    }

    #[test]
    fn what_the_bytes_are_comes_before_what_they_claim() {
        let page = format!("<meta charset=\"gb2312\">{SIMPLIFIED}");
        check(page.as_bytes(), "UTF-8", &page);
        let page = format!("<meta charset=\"utf-8\">{SIMPLIFIED}");
        check(&GB18030.encode(&page).0, "gb18030", &page);
    }

    #[test]
    fn rubbish_is_refused_and_one_broken_place_is_not() {
        let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(decode(&noise, None).is_none());
        let mut cut = SIMPLIFIED.repeat(8).into_bytes();
        cut.truncate(cut.len() - 1);
        let decoded = decode(&cut, None).expect("a cut tail is tolerated");
        assert_eq!(decoded.encoding, "UTF-8");
    }

    #[test]
    fn control_characters_are_dropped_and_named() {
        let decoded = decode("第一行\n第\u{7}二\u{1}行\n".as_bytes(), None).expect("decodable");
        assert_eq!(decoded.text, "第一行\n第二行\n");
        assert_eq!(decoded.dropped.len(), 1);
        assert_eq!((decoded.dropped[0].place.as_str(), decoded.dropped[0].text.as_str()), ("第2行", "U+0007 U+0001"));
    }
}
