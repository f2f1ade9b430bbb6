"""Can programs that know nothing of this project read what it hands out?

    python readers.py --base http://127.0.0.1:PORT --links links.json

links.json comes from pages.mjs: every feed and file that the pages link to. Each kind in REQUIRED must be among them.
"""

import argparse
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree

import docx
import feedparser
import openpyxl

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SAMPLES = 5
REQUIRED = ("atom", "pdf", "docx", "json", "csv")


def read_atom(data):
    feed = feedparser.parse(data)
    if feed.bozo:
        return [f"not well formed: {feed.bozo_exception}"]
    problems = [f"the feed has no {name}" for name in ("title", "id", "updated") if not feed.feed.get(name)]
    if not feed.version.startswith("atom"):
        problems.append(f"not Atom but {feed.version or 'nothing known'}")
    if not feed.entries:
        problems.append("the feed has no entry")
    for entry in feed.entries:
        lost = [name for name in ("id", "title", "updated", "link") if not entry.get(name)]
        if lost:
            problems.append(f"entry {entry.get('id', '?')} has no {', '.join(lost)}")
    if len({entry.get("id") for entry in feed.entries}) != len(feed.entries):
        problems.append("two entries share an id")
    return problems


def read_xlsx(data):
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    except Exception as error:  # any library error means the same here: unreadable
        return [f"openpyxl cannot open it: {error}"]
    n_cells = sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    return [] if n_cells else ["every sheet is empty"]


def read_docx(data):
    try:
        paper = docx.Document(io.BytesIO(data))
    except Exception as error:  # any library error means the same here: unreadable
        return [f"python-docx cannot open it: {error}"]
    text = "".join(paragraph.text for paragraph in paper.paragraphs)
    return [] if text.strip() else ["there is no text in it"]


def read_pdf(data):
    """Poppler reads the structure and the text; a paper of boxes instead of characters has none."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "paper.pdf"
        path.write_bytes(data)
        info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=False)
        if info.returncode != 0:
            return [f"pdfinfo cannot read it: {info.stderr.strip()}"]
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=False).stdout
    n_chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
    return [] if n_chinese >= 10 else [f"pdftotext finds {n_chinese} Chinese characters"]


def read_json(data):
    try:
        return [] if json.loads(data) else ["it is empty"]
    except ValueError as error:
        return [f"not JSON: {error}"]


def read_csv(data):
    """With the mark that spreadsheet programs need to take Chinese for UTF-8."""
    if not data.startswith(b"\xef\xbb\xbf"):
        return ["no byte order mark: a spreadsheet program would show garbled Chinese"]
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        return [f"not readable: {error}"]
    if not rows:
        return ["it is empty"]
    ragged = [number for number, row in enumerate(rows, 1) if len(row) != len(rows[0])]
    return [f"rows {ragged[:5]} differ in length from the first"] if ragged else []


def read_sitemap(data, fetch):
    """The addresses of a sitemap, through its index where it has one, and what is wrong with them."""
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        return [], [f"not XML: {error}"]
    addresses = [node.text or "" for node in root.iter(f"{SITEMAP}loc")]
    if root.tag == f"{SITEMAP}sitemapindex":
        inner, problems = [], []
        for address in addresses:
            found, wrong = read_sitemap(fetch(address)[1], fetch)
            inner += found
            problems += wrong
        return inner, problems
    if root.tag != f"{SITEMAP}urlset":
        return [], [f"the root is {root.tag}"]
    problems = [] if addresses else ["it names no address"]
    problems += [f"not absolute: {address}" for address in addresses if not address.startswith(("http://", "https://"))]
    if len(set(addresses)) != len(addresses):
        problems.append("it names an address twice")
    return addresses, problems


READERS = {"atom": read_atom, "xlsx": read_xlsx, "docx": read_docx, "pdf": read_pdf, "json": read_json, "csv": read_csv}


def kind_of(url, content_type):
    """By what the server says it is; several kinds share `application/octet-stream` and tell by their names."""
    for kind, words in {
        "atom": ("atom+xml",), "pdf": ("application/pdf",), "docx": ("wordprocessingml",),
        "xlsx": ("spreadsheetml",), "json": ("json",), "csv": ("text/csv",),
    }.items():
        if any(word in content_type for word in words):
            return kind
    ending = url.split("?")[0].rsplit(".", 1)[-1].lower()
    return ending if ending in READERS else None


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310, loopback only
        return answer.headers.get("content-type", ""), answer.read()


def check(base, links):
    """A line for each thing wrong, and how many files of each kind were read."""
    problems = []
    by_kind = {kind: [] for kind in READERS}
    by_kind["atom"] = list(links["feeds"])
    for file in links["files"]:
        kind = kind_of(file["url"], file["type"])
        if kind and file["url"] not in by_kind[kind]:
            by_kind[kind].append(file["url"])
    for kind, urls in by_kind.items():
        if not urls and kind in REQUIRED:
            problems.append(f"no page links to a file of kind {kind}")
        for url in urls[:SAMPLES]:
            problems += [f"{url}: {text}" for text in _read(kind, url)]
    problems += _check_sitemap(base)
    return problems, {kind: min(len(urls), SAMPLES) for kind, urls in by_kind.items()}


def _read(kind, url):
    try:
        content_type, data = fetch(url)
    except (urllib.error.URLError, OSError) as error:
        return [f"not fetched: {error}"]
    problems = READERS[kind](data)
    if kind_of("", content_type) not in (kind, None):
        problems.append(f"served as {content_type}")
    return problems


def _check_sitemap(base):
    """robots.txt names the sitemap; a sample of its addresses, asked of this server whatever host they name, answers."""
    try:
        robots = fetch(f"{base}/robots.txt")[1].decode()
        addresses, problems = read_sitemap(fetch(f"{base}/sitemap.xml")[1], lambda url: fetch(base + _path(url)))
    except (urllib.error.URLError, OSError) as error:
        return [f"robots.txt and sitemap.xml: {error}"]
    if "sitemap:" not in robots.lower():
        problems.append("robots.txt names no sitemap")
    for address in addresses[:: max(1, len(addresses) // SAMPLES)]:
        try:
            fetch(base + _path(address))
        except (urllib.error.URLError, OSError) as error:
            problems.append(f"sitemap.xml names {address}: {error}")
    return [f"sitemap: {text}" if not text.startswith(("sitemap", "robots")) else text for text in problems]


def _path(address):
    return "/" + address.split("//", 1)[-1].partition("/")[2]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--links", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    problems, n_read = check(arguments.base, json.loads(arguments.links.read_text(encoding="utf-8")))
    print("\n".join(problems), end="\n" if problems else "")
    read = ", ".join(f"{count} {kind}" for kind, count in n_read.items())
    print(f"foreign readers: {read}; {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
