from fractions import Fraction

from notes.homecare.triggers import DiaryEntry, rank


def entries(activity, *changes):
    return [DiaryEntry(activity, 3, 3 + change) for change in changes]


def test_most_painful_first_from_three_entries():
    diary = [
        *entries("Sitting", 2, 1, 3),
        *entries("lifting", 4, 4),
        *entries("walking", -1, 0, -1),
        *entries("driving", 2, 3, 3),
    ]
    found = rank(diary)
    assert [(one.activity, one.entries) for one in found] == [("driving", 3), ("sitting", 3), ("walking", 3)]
    assert found[0].mean_change == Fraction(8, 3)
    assert found[2].mean_change == Fraction(-2, 3)


def test_one_activity_however_it_is_typed():
    assert len(rank([*entries("Desk work", 1), *entries("desk  work ", 1), *entries("DESK WORK", 1)])) == 1


def test_equal_ones_keep_a_steady_order():
    diary = [*entries("b", 1, 1, 1), *entries("a", 1, 1, 1)]
    assert [one.activity for one in rank(diary)] == [one.activity for one in rank(diary[::-1])] == ["a", "b"]
    assert rank([]) == []
