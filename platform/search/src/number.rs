//! Under which keys is a number found, whatever brackets, widths and spaces it is typed with?

use crate::fold::{Class, Table};

/// The keys of a 发文字号 or 索引号: the whole without brackets and spaces, and for a document number also year and serial
/// alone, because that is how it is quoted on the telephone (“2017年169号”).
pub(crate) fn keys(number: &str) -> Vec<String> {
    let mut out = vec![whole(number)];
    if let Some(parsed) = Parsed::read(number) {
        out.push(parsed.full());
        out.push(parsed.year_and_serial());
    }
    out.retain(|key| key.chars().count() > 2);
    out.dedup();
    out
}

/// What typed words may name as a number; empty where they have no digit or are a sentence.
pub(crate) fn sought(typed: &str) -> Vec<String> {
    let length = typed.chars().take(81).count();
    if length > 80 || !typed.chars().any(|c| Table::get().look(c).0.is_ascii_digit()) {
        return Vec::new();
    }
    let mut out = vec![whole(typed)];
    if let Some(parsed) = Parsed::read(typed) {
        out.push(if parsed.issuer.is_empty() { parsed.year_and_serial() } else { parsed.full() });
    }
    // A bare year names no record.
    out.retain(|key| key.chars().count() > 5);
    out.dedup();
    out
}

/// The key that a number begun so will have; `None` without a digit.
pub(crate) fn begun(typed: &str) -> Option<String> {
    typed.chars().any(|c| c.is_ascii_digit()).then(|| whole(typed)).filter(|key| key.chars().count() > 4)
}

/// `宁政办发2017 169` as it stands in texts: `宁政办发〔2017〕169`, so that those who cite it are found too.
pub(crate) fn written(typed: &str) -> Option<String> {
    let parsed = Parsed::read(typed)?;
    (!parsed.issuer.is_empty()).then(|| format!("{}〔{}〕{}", parsed.issuer, parsed.year, parsed.serial))
}

/// Only letters, digits and ideographs, folded; a closing 号 says nothing.
fn whole(number: &str) -> String {
    let table = Table::get();
    let text: String = number.chars().map(|c| table.look(c)).filter(|(_, class)| *class != Class::Gap).map(|(c, _)| c).collect();
    format!("#{}", text.strip_suffix('号').unwrap_or(&text))
}

struct Parsed {
    issuer: String,
    year: String,
    serial: String,
}

impl Parsed {
    /// Issuer code, a year from 1900 to 2099, 第 or nothing, a serial of at most six digits, 号 or nothing, and no more.
    fn read(number: &str) -> Option<Parsed> {
        let table = Table::get();
        let chars: Vec<char> = number.chars().map(|c| table.look(c)).filter(|(_, class)| *class != Class::Gap).map(|(c, _)| c).collect();
        let at = chars.iter().position(char::is_ascii_digit)?;
        let issuer: String = chars[..at].iter().collect();
        let year: String = chars.get(at..at + 4)?.iter().collect();
        let is_year = year.chars().all(|c| c.is_ascii_digit()) && (year.starts_with("19") || year.starts_with("20"));
        if !is_year || issuer.chars().count() > 16 || issuer.chars().any(|c| c.is_ascii()) {
            return None;
        }
        let mut rest = &chars[at + 4..];
        for skipped in ['年', '第'] {
            rest = rest.strip_prefix(&[skipped]).unwrap_or(rest);
        }
        rest = rest.strip_suffix(&['号']).unwrap_or(rest);
        if rest.is_empty() || rest.len() > 6 || !rest.iter().all(char::is_ascii_digit) {
            return None;
        }
        let serial: String = rest.iter().skip_while(|c| **c == '0').collect();
        (!serial.is_empty()).then_some(Parsed { issuer, year, serial })
    }

    fn full(&self) -> String {
        format!("#{}{}{}", self.issuer, self.year, self.serial)
    }

    fn year_and_serial(&self) -> String {
        format!("~{}.{}", self.year, self.serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_meets_in_one_key() {
        let kept = keys("青政办发〔2017〕169号");
        for typed in [
            "青政办发〔2017〕169号",
            "青政办发[2017]169号",
            "青政办发（2017）169号",
            "青政办发【2017】169 号",
            "青政办发 2017 169",
            "青政办发２０１７第１６９号",
            "青政辦發〔2017〕169號",
            "青政办发〔2017〕0169号",
            "〔2017〕169号",
            "2017年169号",
        ] {
            assert!(sought(typed).iter().any(|key| kept.contains(key)), "{typed}");
        }
    }

    #[test]
    fn words_are_not_numbers() {
        assert!(sought("养老服务").is_empty());
        assert!(sought("2017").is_empty());
        assert!(!sought("青政办发〔2017〕16号").iter().any(|key| keys("青政办发〔2017〕169号").contains(key)));
    }

    #[test]
    fn index_numbers_are_kept_whole() {
        let kept = keys("11640112010148754W/2022-00206");
        assert!(sought("11640112010148754w/2022-00206").iter().any(|key| kept.contains(key)));
        assert!(sought("１１６４０１１２０１０１４８７５４Ｗ 2022 00206").iter().any(|key| kept.contains(key)));
    }
}
