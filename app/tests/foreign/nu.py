"""Does the Nu HTML checker accept the saved pages?

    python nu.py FOLDER        (FOLDER/index.json names the address of each file; pages.mjs writes it)

One Java process for all pages: starting it costs more than checking.
"""

import json
import pathlib
import subprocess
import sys

JAR = pathlib.Path(__file__).parents[3] / ".tools/node/node_modules/vnu-jar/build/dist/vnu.jar"


def check(folder):
    """A line for each error and each warning that is no mere information."""
    folder = pathlib.Path(folder)
    names = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    if not names:
        return ["no page was saved"]
    files = [str(folder / name) for name in names]
    run = subprocess.run(
        ["java", "-Xmx512m", "-jar", str(JAR), "--format", "json", "--exit-zero-always", *files],
        capture_output=True, text=True, check=False,
    )
    if run.returncode != 0:
        return [f"the checker did not run: {run.stderr.strip()[-500:]}"]
    # The report comes on standard error.
    messages = json.loads(run.stderr)["messages"]
    return [_line(names, message) for message in messages if _counts(message)]


def _counts(message):
    return message["type"] != "info" or message.get("subType") == "warning"


def _line(names, message):
    name = pathlib.PurePosixPath(message.get("url", "")).name
    where = f"{names.get(name, name)}:{message.get('lastLine', '?')}"
    return f"{where}: {message.get('subType', message['type'])}: {message['message']}"


def main():
    problems = check(sys.argv[1])
    print("\n".join(problems), end="\n" if problems else "")
    print(f"Nu HTML checker: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
