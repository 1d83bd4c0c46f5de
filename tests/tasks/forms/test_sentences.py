"""Every sentence is there in both languages, with the same blanks."""

import re

import pytest

from tasks.forms import sentences


@pytest.mark.parametrize("key", sorted(sentences._SAYS))
def test_a_sentence_has_the_same_blanks_in_both_languages(key):
    english, french = sentences._SAYS[key]

    assert english != french
    assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", french))
