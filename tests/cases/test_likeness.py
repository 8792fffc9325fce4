"""Names that look like one thing written twice."""

import pytest

from cases.likeness import Names, bare, pairs


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Shenzhen Data Co., Ltd.", "shenzhen data"),
        ("The Bank of China", "bank china"),
        ("Ｘｉｏｎｇ’ａｎ Group", "xiongan group"),
        ("Crédit–Agricole", "credit agricole"),
        ("蚂蚁科技集团股份有限公司", "蚂蚁科技集团"),
        ("Co. Ltd", "co ltd"),
        ("公司", "公司"),
        ("!", ""),
    ],
)
def test_case_accents_punctuation_and_suffixes_do_not_count(name, same):
    assert bare(name) == same


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Ping An Bank", "Ping-An Bank Ltd", True),
        ("Letters of credit platform", "Letter of credit platform", True),
        ("区块链电子发票", "区块链电子发票。", True),
        ("Loan platform 1", "Loan platform 2", False),
        ("Bank of China", "Bank of Communications", False),
        ("Fruit", "Freight", False),
        ("", "Fruit", False),
    ],
)
def test_near_names_are_found(one, other, near):
    assert Names([(other, "it")]).near(one) == (["it"] if near else [])


def test_the_nearest_stands_first_and_each_thing_once():
    names = Names([("Ping An Bnak", 1), ("Ping An Bank", 2), ("Ping An Bank Ltd", 2)])
    assert names.near("Ping An Bank") == [2, 1]


def test_pairs_are_told_once_earlier_first():
    names = [("ICBC", 1), ("Ping An Bank", 2), ("Ping An Bank Ltd", 3), ("I.C.B.C.", 4)]
    assert pairs(names) == [(2, 3)]
    assert pairs([("ICBC", 1), ("icbc Ltd", 2), ("ICBC, Inc.", 3)]) == [(1, 2), (1, 3), (2, 3)]


def test_one_thing_under_two_names_is_no_pair():
    assert pairs([("Ping An Bank", 1), ("Ping An Bank Ltd", 1)]) == []


def test_a_name_is_compared_with_few_of_many_alike():
    names = Names(
        (f"Supply chain finance platform {letter * 9}", letter) for letter in "abcdefgh" * 50
    )
    assert len(list(names.candidates(bare("Supply chain finance platform")))) == 12
