"""Files on disk: named by their content, of bounded size, with safe names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.repository.files import (
    MAX_BYTES,
    MAX_NAME,
    FileRefused,
    FileStore,
    safe_name,
)


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "files")


def test_a_file_comes_back_as_it_was(store):
    kept = store.put("plan.pdf", b"the plan")

    assert store.get(kept.sha256) == b"the plan"
    assert (kept.name, kept.size, kept.media_type) == ("plan.pdf", 8, "application/pdf")


def test_the_same_content_is_kept_once(store):
    first, second = store.put("a.txt", b"same"), store.put("b.txt", b"same")

    assert first.sha256 == second.sha256
    assert len([p for p in store.root.rglob("*") if p.is_file()]) == 1


def test_an_empty_file_is_refused(store):
    with pytest.raises(FileRefused, match="is empty"):
        store.put("a.txt", b"")


def test_a_file_larger_than_20_mb_is_refused(store):
    store.put("a.bin", b"x" * MAX_BYTES)
    with pytest.raises(FileRefused, match="larger than 20 MB"):
        store.put("b.bin", b"x" * (MAX_BYTES + 1))


@pytest.mark.parametrize("name", ["../../etc/passwd", "0" * 63, "G" * 64, ""])
def test_only_hashes_name_a_file_of_the_store(store, name):
    with pytest.raises(FileRefused):
        store.get(name)


def test_a_file_damaged_on_disk_is_not_given_out(store):
    kept = store.put("a.txt", b"true")
    next(p for p in store.root.rglob("*") if p.is_file()).write_bytes(b"false")

    with pytest.raises(FileRefused, match="damaged"):
        store.get(kept.sha256)


@given(st.text(max_size=400))
def test_a_safe_name_has_no_path_and_no_control_characters(name):
    safe = safe_name(name)

    assert 0 < len(safe) <= MAX_NAME
    assert not set(safe) & set('/\\\0\r\n"')
    assert safe not in (".", "..")
    assert safe_name(safe) == safe


def test_a_long_name_keeps_its_ending():
    assert safe_name("x" * 300 + ".pdf").endswith(".pdf")
