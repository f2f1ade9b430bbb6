//! Which font files stand for the typefaces of the standard on this machine, and what must be installed?
//!
//! No font may be committed, and none is read before the first PDF: [`Fonts::find`] looks at names only. Fonts in the
//! operator's own directories (licensed 方正小标宋, 仿宋_GB2312, …) come before those of Debian.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

use crate::paper::Script;
use crate::runs::Face;

/// The fonts of this machine. Cheap until the first PDF, which reads about 100 MB and keeps them.
pub struct Fonts {
    files: Vec<FontFile>,
    shelf: OnceLock<Shelf>,
}

/// What is missing before anything can be typeset, with the packages that bring it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("缺少排版所需字体：{}。请安装：apt-get install {}；或将字体文件放入配置的字体目录", .missing.join("、"), .packages.join(" "))]
pub struct FontsMissing {
    /// 宋体、小标宋、黑体、楷体 as far as absent.
    pub missing: Vec<String>,
    /// Debian packages.
    pub packages: Vec<String>,
}

/// One typeface of the standard and what stands for it: a line of `gongkai fonts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontLine {
    pub face: &'static str,
    /// Family names in the order in which they are tried.
    pub families: Vec<String>,
    pub remark: Option<&'static str>,
}

#[derive(Debug)]
struct FontFile {
    path: PathBuf,
    faces: Vec<Face>,
}

/// File names as Debian ships them, the typeface they stand for and the package.
const DEBIAN: [(&str, Face, &str); 6] = [
    ("NotoSerifCJK-Regular.ttc", Face::Song, "fonts-noto-cjk"),
    ("NotoSerifCJK-Bold.ttc", Face::XiaoBiaoSong, "fonts-noto-cjk"),
    ("NotoSansCJK-Regular.ttc", Face::Hei, "fonts-noto-cjk"),
    ("LXGWWenKai-Regular.ttf", Face::Kai, "fonts-lxgw-wenkai"),
    ("FandolFang-Regular.otf", Face::FangSong, "texlive-lang-chinese"),
    ("cwfs.ttf", Face::FangSong, "fonts-cwtex-fs"),
];

const DEBIAN_PLACES: [&str; 4] =
    ["/usr/local/share/fonts", "/usr/share/fonts", "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol", "/usr/share/texmf/fonts"];

/// Family names as the files themselves give them, lower case, the best first. `{}` is SC or TC after the script.
const FAMILIES: [(Face, &str, &[&str]); 5] = [
    (
        Face::FangSong,
        "仿宋",
        &[
            "仿宋_gb2312",
            "fangsong_gb2312",
            "fzfangsong-z02s",
            "fzfangsong-z02",
            "仿宋",
            "fangsong",
            "stfangsong",
            "fandolfang r",
            "cwtexfangsong",
        ],
    ),
    (Face::Hei, "黑体", &["fzhei-b01s", "fzhei-b01", "黑体", "simhei", "stheiti", "noto sans cjk {}", "source han sans {}"]),
    (Face::Kai, "楷体", &["楷体_gb2312", "kaiti_gb2312", "fzkai-z03s", "fzkai-z03", "楷体", "kaiti", "stkaiti", "lxgw wenkai"]),
    (Face::Song, "宋体", &["fzshusong-z01s", "宋体", "simsun", "stsong", "noto serif cjk {}", "source han serif {}"]),
    (
        Face::XiaoBiaoSong,
        "小标宋",
        &["方正小标宋简体", "fzxiaobiaosong-b05s", "fzxiaobiaosong-b05", "noto serif cjk {}", "source han serif {}"],
    ),
];

impl Fonts {
    /// Looks through the operator's directories and Debian's places.
    ///
    /// 仿宋 is not demanded: no package of moderate size holds one that covers Simplified Chinese, so 宋体 stands in.
    pub fn find(directories: &[PathBuf]) -> Result<Self, FontsMissing> {
        Self::find_in(directories, &DEBIAN_PLACES.map(PathBuf::from))
    }

    fn find_in(directories: &[PathBuf], places: &[PathBuf]) -> Result<Self, FontsMissing> {
        let mut files: Vec<FontFile> = font_files(directories).into_iter().map(own_font).collect();
        let known = font_files(places);
        for (name, face, _) in DEBIAN {
            let found = known.iter().find(|path| path.file_name().is_some_and(|file| file == name));
            files.extend(found.map(|path| FontFile { path: path.clone(), faces: vec![face] }));
        }
        let absent: Vec<Face> = FAMILIES.iter().map(|(face, ..)| *face).filter(|face| *face != Face::FangSong).collect();
        let absent: Vec<Face> = absent.into_iter().filter(|face| !files.iter().any(|file| file.faces.contains(face))).collect();
        if absent.is_empty() {
            return Ok(Self { files, shelf: OnceLock::new() });
        }
        let missing = absent.iter().map(|face| label(*face).to_owned()).collect();
        let mut packages: Vec<String> = Vec::new();
        for (_, face, package) in DEBIAN {
            if absent.contains(&face) && !packages.iter().any(|known| known == package) {
                packages.push(package.to_owned());
            }
        }
        Err(FontsMissing { missing, packages })
    }

    /// What stands for each typeface. Reads the fonts.
    #[must_use]
    pub fn report(&self) -> Vec<FontLine> {
        let shelf = self.shelf();
        let line = |(face, label, _): &(Face, &'static str, &[&str])| {
            let families = shelf.chain(*face, Script::Simplified);
            let stands_in = families.first().is_some_and(|first| first.starts_with("noto serif"));
            let remark = match face {
                Face::FangSong if stands_in => {
                    Some("没有覆盖简体字的仿宋字体，以宋体代替；可将 FandolFang-Regular.otf 或已获授权的仿宋_GB2312 放入字体目录")
                }
                Face::XiaoBiaoSong if stands_in => Some("以宋体粗体代替；可将已获授权的方正小标宋简体放入字体目录"),
                _ => None,
            };
            FontLine { face: label, families, remark }
        };
        FAMILIES.iter().map(line).collect()
    }

    /// The font files that were found, the operator's own first.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    pub(crate) fn shelf(&self) -> &Shelf {
        self.shelf.get_or_init(|| Shelf::read(&self.files))
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("files", &self.files).field("read", &self.shelf.get().is_some()).finish()
    }
}

fn label(face: Face) -> &'static str {
    FAMILIES.iter().find(|(known, ..)| *known == face).map_or("", |(_, label, _)| label)
}

/// An operator's file stands for the typefaces that its family name says, which may be none: then it only fills gaps.
fn own_font(path: PathBuf) -> FontFile {
    let bytes = std::fs::read(&path).unwrap_or_default();
    let families: Vec<String> = FontInfo::iter(&bytes).map(|info| info.family.to_lowercase()).collect();
    let named = |wanted: &str| ["sc", "tc"].iter().any(|script| families.contains(&wanted.replace("{}", script)));
    let faces = FAMILIES.iter().filter(|(_, _, names)| names.iter().any(|name| named(name))).map(|(face, ..)| *face).collect();
    FontFile { path, faces }
}

/// All font files under the directories, four levels deep, in the order of their names.
fn font_files(directories: &[PathBuf]) -> Vec<PathBuf> {
    fn walk(directory: &Path, depth: usize, found: &mut Vec<PathBuf>) {
        let Ok(entries) = std::fs::read_dir(directory) else { return };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("").to_ascii_lowercase();
            if path.is_dir() && depth < 4 {
                walk(&path, depth + 1, found);
            } else if matches!(extension.as_str(), "ttf" | "otf" | "ttc" | "otc") && path.is_file() {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for directory in directories {
        walk(directory, 0, &mut found);
    }
    found
}

/// The fonts as the typesetter wants them.
pub(crate) struct Shelf {
    pub fonts: Vec<Font>,
    pub book: LazyHash<FontBook>,
    /// Which characters each family has.
    coverage: BTreeMap<String, CharacterSet>,
}

impl Shelf {
    fn read(files: &[FontFile]) -> Self {
        let mut fonts = Vec::new();
        for file in files {
            match std::fs::read(&file.path) {
                Ok(bytes) => fonts.extend(faces_of(Bytes::new(bytes), &file.path)),
                Err(error) => tracing::warn!(path = %file.path.display(), %error, "a font file cannot be read"),
            }
        }
        let mut coverage: BTreeMap<String, CharacterSet> = BTreeMap::new();
        for font in &fonts {
            coverage.entry(font.info().family.to_lowercase()).or_default().extend(font.info().coverage.iter());
        }
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Self { fonts, book, coverage }
    }

    /// The families for a typeface in the order in which they are tried, ending with 宋体, which has almost everything.
    pub(crate) fn chain(&self, face: Face, script: Script) -> Vec<String> {
        let suffix = if script == Script::Traditional { "tc" } else { "sc" };
        let named = |face| FAMILIES.iter().find(|(known, ..)| *known == face).map_or(&[][..], |(_, _, names)| *names);
        let names = named(face).iter().chain(named(Face::Song)).map(|name| name.replace("{}", suffix));
        let mut seen = HashSet::new();
        let present: Vec<String> = names.filter(|name| self.coverage.contains_key(name) && seen.insert(name.clone())).collect();
        // A face that lacks a third of the common characters would leave a text in two hands; see `chain_for`.
        if face == Face::FangSong && script == Script::Simplified {
            return present.into_iter().filter(|name| self.has_all(name, "们这国产业务监督检查说话见车东书")).collect();
        }
        present
    }

    /// The families for the body of one text: a 仿宋 that lacks more than one Chinese character in 200 is passed over,
    /// since a text set in two hands reads worse than one in 宋体.
    pub(crate) fn chain_for(&self, face: Face, script: Script, text: &str) -> Vec<String> {
        let mut families = self.chain(face, script);
        if face == Face::FangSong {
            let serif = families.len().saturating_sub(1);
            let mut at = 0;
            families.retain(|family| {
                at += 1;
                at > serif || self.fits(family, text)
            });
        }
        families
    }

    fn fits(&self, family: &str, text: &str) -> bool {
        let Some(set) = self.coverage.get(family) else { return false };
        let hanzi = text.chars().filter(|c| ('\u{3400}'..='\u{9FFF}').contains(c));
        let (mut n, mut n_absent) = (0usize, 0usize);
        for c in hanzi {
            n += 1;
            n_absent += usize::from(!set.contains(c));
        }
        n_absent * 200 <= n
    }

    fn has_all(&self, family: &str, sample: &str) -> bool {
        self.coverage.get(family).is_some_and(|set| sample.chars().all(|c| set.contains(c)))
    }

    /// Whether any font can draw the character.
    pub(crate) fn draws(&self, c: char) -> bool {
        self.coverage.values().any(|set| set.contains(c))
    }
}

/// Of the large collections only the Simplified and the Traditional face are parsed, third and fourth in every edition so far.
fn faces_of(bytes: Bytes, path: &Path) -> Vec<Font> {
    let collection = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("Noto") && name.contains("CJK"));
    let pair: Vec<Font> = [2, 3].into_iter().filter_map(|index| Font::new(bytes.clone(), index)).collect();
    let families: Vec<&str> = pair.iter().map(|font| font.info().family.as_str()).collect();
    let chinese = matches!(families[..], [simplified, traditional] if simplified.ends_with(" SC") && traditional.ends_with(" TC"));
    if collection && chinese { pair } else { Font::iter(bytes).collect() }
}

/// One bit a character: the typesetter's own run-length list is too slow to ask for every character of a long text.
#[derive(Default)]
struct CharacterSet(Vec<u64>);

impl CharacterSet {
    fn extend(&mut self, characters: impl Iterator<Item = u32>) {
        for c in characters {
            let word = (c / 64) as usize;
            if word >= self.0.len() {
                self.0.resize(word + 1, 0);
            }
            self.0[word] |= 1 << (c % 64);
        }
    }

    fn contains(&self, c: char) -> bool {
        let c = c as u32;
        self.0.get((c / 64) as usize).is_some_and(|word| word & (1 << (c % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_machine_is_told_what_to_install() {
        let empty = tempfile::tempdir().expect("a temporary directory");
        let missing = Fonts::find_in(&[], &[empty.path().to_owned()]).expect_err("there is no font");
        assert_eq!(missing.missing, ["黑体", "楷体", "宋体", "小标宋"]);
        assert_eq!(missing.packages, ["fonts-noto-cjk", "fonts-lxgw-wenkai"]);
        assert!(missing.to_string().contains("apt-get install fonts-noto-cjk fonts-lxgw-wenkai"));
    }

    #[test]
    fn a_file_that_is_no_font_stands_for_nothing() {
        let folder = tempfile::tempdir().expect("a temporary directory");
        std::fs::write(folder.path().join("坏.ttf"), b"no font").expect("written");
        assert!(own_font(folder.path().join("坏.ttf")).faces.is_empty());
        assert!(own_font(folder.path().join("没有.ttf")).faces.is_empty());
    }

    #[test]
    fn character_sets_answer_by_bit() {
        let mut set = CharacterSet::default();
        set.extend([u32::from('中'), u32::from('a')].into_iter());
        assert!(set.contains('中') && set.contains('a') && !set.contains('国') && !set.contains('\u{10FFFF}'));
    }
}
