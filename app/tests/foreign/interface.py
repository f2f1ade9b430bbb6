"""Does the interface keep what its OpenAPI document promises, whatever it is asked?

    python interface.py --base http://127.0.0.1:PORT

Reading operations only, a bounded number of cases, the same on every run.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
MAX_EXAMPLES = 25


def command(base):
    program = pathlib.Path(sys.executable).absolute().with_name("schemathesis")
    return [
        str(program), "run", f"{base}/api/openapi.json", "--url", base,
        "--include-method", "GET", "--checks", CHECKS, "--max-examples", str(MAX_EXAMPLES),
        "--phases", "examples,coverage,fuzzing", "--workers", "1", "--generation-deterministic",
        "--request-timeout", "10", "--continue-on-failure", "--no-color", "--warnings", "off",
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    arguments = parser.parse_args()
    # It keeps notes of its failures beside itself; they are of no use to the next run.
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(command(arguments.base), cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
