"""Do programs that know nothing of this project call a signed letter valid and whole, and a changed one not?

    python signed.py FOLDER

FOLDER holds letter.pdf and certificate.pem, as the tests of platform/letters leave them in target/tmp/signed.
"""

import io
import pathlib
import subprocess
import sys
import tempfile

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def poppler(data):
    """What is wrong according to pdfsig."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "letter.pdf"
        path.write_bytes(data)
        said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    wanted = ("Signature Validation: Signature is Valid.", "Total document signed", "Signature Type: ETSI.CAdES.detached")
    return [f"pdfsig does not say “{sentence}”" for sentence in wanted if sentence not in said]


def pyhanko(data, certificate):
    """What is wrong according to pyHanko, with the letter's own certificate as the only one that is trusted."""
    try:
        signatures = PdfFileReader(io.BytesIO(data)).embedded_signatures
        if len(signatures) != 1:
            return [f"pyHanko finds {len(signatures)} signatures"]
        status = validate_pdf_signature(signatures[0], ValidationContext(trust_roots=[certificate], allow_fetching=False))
    except Exception as error:  # any library error means the same here: not readable as signed
        return [f"pyHanko: {error}"]
    marks = {"intact": status.intact, "valid": status.valid, "trusted": status.trusted, "whole file": status.coverage.name == "ENTIRE_FILE"}
    problems = [f"pyHanko: not {mark}" for mark, holds in marks.items() if not holds]
    if status.signer_reported_dt is None:
        problems.append("pyHanko: no time is claimed")
    return problems if problems or status.bottom_line else ["pyHanko: the bottom line is not valid"]


def changed(data):
    """One letter of the time of making is another: the smallest change that no eye sees."""
    at = data.index(b"/CreationDate") + 20
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def check(folder):
    data = (folder / "letter.pdf").read_bytes()
    certificate = load_cert_from_pemder(str(folder / "certificate.pem"))
    problems = poppler(data) + pyhanko(data, certificate)
    # Readers that find fault with nothing would prove nothing.
    for name, copy in {"a changed byte": changed(data), "an appended line": data + b"% one more line\n"}.items():
        problems += [f"pdfsig does not see {name}"] * (not poppler(copy))
        problems += [f"pyHanko does not see {name}"] * (not pyhanko(copy, certificate))
    return problems


def main():
    problems = check(pathlib.Path(sys.argv[1]))
    print("\n".join(problems), end="\n" if problems else "")
    print(f"signed letter: pdfsig and pyHanko asked, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
