"""docs/clients.md: every example runs, in the order of the page, and prints what the page says."""

import contextlib
import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/clients.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


def examples():
    """Language, code and what it prints."""
    blocks = [(match[1], match[2]) for match in BLOCK.finditer(PAGE.read_text())]
    printed = [*blocks[1:], ("", "")]
    return [
        (language, code, said if kind == "text" else None)
        for (language, code), (kind, said) in zip(blocks, printed) if language in ("sh", "python")
    ]


@pytest.fixture(scope="module")
def place(program, data, tmp_path_factory):
    """A folder as the examples expect it: `data` in it, and the program on the path."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "bin").mkdir()
    (folder / "bin/desmigratif").symlink_to(program)
    (folder / "data").symlink_to(data)
    return folder


def run(language, code, place):
    if language == "python":
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(code, str(PAGE), "exec"), {"__name__": "__main__"})  # noqa: S102
        return said.getvalue()
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", code], capture_output=True, text=True, cwd=place, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_has_examples_and_says_what_each_prints():
    assert len(examples()) >= 8
    assert [code for _, code, said in examples() if said is None] == []


@pytest.mark.parametrize("number", range(len(examples())))
def test_an_example_of_the_page(server, place, monkeypatch, number):
    language, code, said = examples()[number]
    if language == "sh":
        for program, package in (("ogrinfo", "gdal-bin"), ("curl", "curl")):
            if program in code and not shutil.which(program):
                pytest.skip(f"an example of docs/clients.md: there is no {program} (scripts/setup clients, or apt-get install {package})")
    monkeypatch.setenv("PATH", f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(place)
    assert run(language, code.replace("http://127.0.0.1:8080", server.base), place).strip() == said.strip()
