"""Files are looked at before they are kept: by kind, and by a command."""

import os
from pathlib import Path

import pytest

from tasks.repository.files import FileStore
from tasks.repository.scanning import FileRefused, command_scan

SCANNER = """#!/bin/sh
# Refuses what has the word "virus" in it.
! grep -q virus "$1"
"""


@pytest.fixture
def scanner(tmp_path: Path) -> str:
    """A scanner as an office may have one."""
    script = tmp_path / "scan it"
    script.write_text(SCANNER)
    os.chmod(script, 0o755)
    return f"'{script}'"


def kept(store: FileStore) -> list[Path]:
    """The files in a store."""
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_what_the_command_passes_is_kept(tmp_path, scanner):
    store = FileStore(tmp_path / "files", command_scan(scanner))

    stored = store.put("plan.txt", b"all is well")

    assert store.get(stored.sha256) == b"all is well"


def test_what_the_command_refuses_leaves_nothing_behind(tmp_path, scanner):
    store = FileStore(tmp_path / "files", command_scan(scanner))

    with pytest.raises(FileRefused, match="virus scan refused"):
        store.put("plan.txt", b"a virus in it")

    assert kept(store) == []


def test_a_scan_that_cannot_be_made_refuses(tmp_path):
    store = FileStore(tmp_path / "files", command_scan("/no/such/scanner --fast"))

    with pytest.raises(FileRefused, match="could not be scanned"):
        store.put("plan.txt", b"all is well")

    assert kept(store) == []


def test_a_name_is_never_read_as_a_command(tmp_path, scanner):
    store = FileStore(tmp_path / "files", command_scan(scanner))

    store.put("$(touch pwned); x.txt", b"all is well")

    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("name", ["run.EXE", "a.pdf.scr", "macro.vbs", "setup.msi"])
def test_programs_are_refused_by_their_ending(tmp_path, name):
    with pytest.raises(FileRefused, match="is a program"):
        FileStore(tmp_path).put(name, b"whatever")


@pytest.mark.parametrize("content", [b"MZ\x90", b"\x7fELF\x02", b"#!/bin/sh\n"])
def test_programs_are_refused_by_what_they_are(tmp_path, content):
    with pytest.raises(FileRefused, match="is a program"):
        FileStore(tmp_path).put("report.pdf", content)
