"""Do programs that know nothing of this project find anything in a redacted copy of what was taken out of it?

    python redacted.py FOLDER

FOLDER holds released.pdf, original.pdf and facts.json (the words that were taken out; for each page its width, height, density
and boxes in pixels), as the tests of capabilities/requests leave them in target/tmp/redacted.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib


def said(command, path):
    return subprocess.run([*command, path, *(["-"] if command[0] == "pdftotext" else [])], capture_output=True, check=False).stdout


def codings(word):
    coded = [word.encode(coding) for coding in ("utf-8", "gb18030", "utf-16-be", "utf-16-le")]
    return coded + [form for one in coded for form in (one.hex().encode(), one.hex().upper().encode())]


def streams(data):
    """The bytes as they are, and every part of them that unpacks."""
    yield data
    for found in re.finditer(rb"stream\r?\n", data):
        try:
            yield zlib.decompressobj().decompress(data[found.end() :])
        except zlib.error:
            continue


def words(data, path, facts):
    """Which words are left, as text of the pages or anywhere in the bytes."""
    text = re.sub(r"\s", "", said(["pdftotext"], path).decode("utf-8", "replace"))
    problems = [f"pdftotext reads {word}" for word in facts["words"] if word in text]
    problems += ["pdftotext reads something"] * bool(text)
    parts = list(streams(data))
    found = [word for word in facts["words"] if any(coded in part for coded in codings(word) for part in parts)]
    return problems + [f"{word} is in the bytes" for word in found]


def parts(path, facts):
    """What else the file holds."""
    listed = said(["pdfimages", "-list"], path).decode().splitlines()[2:]
    problems = [f"{len(listed)} pictures, not {len(facts['pages'])}"] * (len(listed) != len(facts["pages"]))
    info = said(["pdfinfo"], path).decode("utf-8", "replace")
    for line in ("JavaScript:      no", "Metadata Stream: no", "Encrypted:       no"):
        problems += [f"pdfinfo does not say “{line}”"] * (line not in info)
    problems += [f"pdfinfo says {name}" for name in ("Author", "Creator", "Producer") if re.search(rf"^{name}:", info, re.M)]
    attached = subprocess.run(["pdfdetach", "-list", path], capture_output=True, text=True, check=False).stdout
    return problems + ["pdfdetach finds attachments"] * (not attached.startswith("0 "))


def pixels(path, folder, page, number):
    """The picture of a page as poppler takes it out; of a page without one, as poppler draws it: width, height, bytes, values."""
    out = folder / f"page-{number}"
    within = ["-f", str(number), "-l", str(number)]
    subprocess.run(["pdfimages", *within, path, out], check=True)
    if not list(folder.glob(f"page-{number}-*")):
        subprocess.run(["pdftoppm", "-gray", "-r", str(page["density"]), *within, "-singlefile", path, out], check=True)
    kind, size, _, values = next(folder.glob(f"page-{number}*.p?m")).read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return width, height, 3 if kind == b"P6" else 1, values


def boxes(path, facts):
    """Every pixel of every box is black, or white where the article stands; and far more of them are black."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(facts["pages"], 1):
            width, height, n_bytes, values = pixels(path, pathlib.Path(folder), page, number)
            if abs(width - page["width"]) > 1 or abs(height - page["height"]) > 1:
                problems.append(f"page {number} is {width} × {height}")
                continue
            for n, (left, top, right, bottom) in enumerate(page["boxes"], 1):
                rows = (values[(y * width + left) * n_bytes : (y * width + right) * n_bytes] for y in range(top, bottom))
                inside = b"".join(rows)
                n_black, n_white = inside.count(0), inside.count(255)
                if n_black + n_white != len(inside) or n_black < len(inside) / 2:
                    problems.append(f"page {number}, box {n}: {n_black} black and {n_white} white of {len(inside)} pixels")
    return problems


def judged(path, facts):
    return words(path.read_bytes(), path, facts) + parts(path, facts) + boxes(path, facts)


def check(folder):
    facts = json.loads((folder / "facts.json").read_text())
    problems = judged(folder / "released.pdf", facts)
    # Readers that find nothing anywhere would prove nothing.
    original = judged(folder / "original.pdf", facts)
    problems += [f"{word} is not found in the original" for word in facts["words"] if f"pdftotext reads {word}" not in original]
    problems += ["an open page passes for a covered one"] * (not any("box" in problem for problem in original))
    return problems


def main():
    problems = check(pathlib.Path(sys.argv[1]))
    print("\n".join(problems), end="\n" if problems else "")
    print(f"redacted copy: poppler asked, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
