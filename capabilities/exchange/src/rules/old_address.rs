//! Under which addresses was an imported page known on the site that it came from?

/// What addresses of pages end in; other files of a folder had no page of their own.
const PAGES: [&str; 9] = ["htm", "html", "shtml", "jhtml", "xhtml", "asp", "aspx", "jsp", "php"];

/// What stands for the folder itself.
const INDEXES: [&str; 4] = ["index", "default", "main", "home"];

/// The addresses of a page: the one it names itself, and its place below the folder or in the archive that was imported.
#[must_use]
pub fn addresses(url: Option<&str>, path: &str, named: &[String]) -> Vec<String> {
    let own = url.and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
    let mut all: Vec<String> = own.into_iter().chain(place(path, named)).filter_map(|address| key(&address)).collect();
    all.dedup();
    all
}

/// The place of a file below what was named at the command line; a mirror has a folder for each host.
fn place(path: &str, named: &[String]) -> Option<String> {
    let inside = match path.rsplit_once("!/") {
        Some((_, inside)) => inside,
        None => named.iter().filter_map(|root| path.strip_prefix(root.trim_end_matches('/'))).find(|rest| rest.starts_with('/'))?,
    };
    let inside = inside.trim_start_matches('/');
    let is_host = |part: &str| part.matches('.').count() >= 2 && !is_page(part);
    let inside = match inside.split_once('/') {
        Some((first, rest)) if is_host(first.split(':').next().unwrap_or(first)) => rest,
        _ => inside,
    };
    is_page(inside).then(|| format!("/{inside}"))
}

fn is_page(path: &str) -> bool {
    let name = path.split('?').next().unwrap_or(path).rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, ending)| PAGES.contains(&ending.to_ascii_lowercase().as_str()))
}

/// The one form in which an address is kept and looked for: decoded, without fragment, `/a/index.html` as `/a/`. `None` for the
/// home page, which is ours now, and for what is no address.
#[must_use]
pub fn key(address: &str) -> Option<String> {
    const LONGEST: usize = 500;
    let address = address.split('#').next().unwrap_or(address);
    let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
    let mut path = decoded(path)?;
    if query.is_none() && is_page(&path) {
        let (folder, name) = path.rsplit_once('/')?;
        if name.split('.').next().is_some_and(|stem| INDEXES.contains(&stem.to_ascii_lowercase().as_str())) {
            path = format!("{folder}/");
        }
    }
    let address = match query.filter(|query| !query.is_empty()) {
        Some(query) => format!("{path}?{}", decoded(query)?),
        None => path,
    };
    (address.starts_with('/') && address != "/" && address.len() <= LONGEST && !address.contains(char::is_control)).then_some(address)
}

fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = (bytes[at] == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        match pair.and_then(|pair| std::str::from_utf8(pair).ok()).and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: Option<&str>, path: &str, expected: &[&str]) {
        assert_eq!(addresses(url, path, &["/in/旧站".to_owned(), "/in/b.zip".to_owned()]), expected, "{url:?} {path}");
    }

    #[test]
    fn an_address_is_the_pages_own_or_its_place() {
        check(None, "/in/旧站/art/2022/5/26/art_1_2.html", &["/art/2022/5/26/art_1_2.html"]);
        check(None, "/in/旧站/www.qinglan.gov.cn/info/1/2.htm", &["/info/1/2.htm"]);
        check(None, "/in/b.zip!/old.qinglan.gov.cn/show.asp?id=12", &["/show.asp?id=12"]);
        check(None, "/in/b.zip!/col/index.html", &["/col/"]);
        check(Some("http://www.qinglan.gov.cn/a/t1.html#top"), "/in/旧站/t1.html", &["/a/t1.html", "/t1.html"]);
        check(Some("http://www.qinglan.gov.cn/a/t1.html"), "/in/旧站/a/t1.html", &["/a/t1.html"]);
        check(Some("https://www.qinglan.gov.cn"), "/elsewhere/a.html", &[]);
        check(None, "/in/旧站/通知.docx", &[]);
        check(None, "/in/旧站/index.html", &[]);
    }

    #[test]
    fn one_form_for_all_spellings() {
        assert_eq!(key("/a/%E9%80%9A%E7%9F%A5.html"), key("/a/通知.html"));
        assert_eq!(key("/a/Index.shtml"), key("/a/"));
        assert_eq!(key("/show.jsp?id=1&x=%31").as_deref(), Some("/show.jsp?id=1&x=1"));
        for none in ["", "/", "/index.html", "a.html", "/%ff", "/a%00"] {
            assert_eq!(key(none), None, "{none}");
        }
    }
}
