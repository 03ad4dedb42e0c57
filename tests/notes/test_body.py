import pytest

from notes.body import LEGEND, REGIONS, expand, region


def test_75_regions_of_two_views():
    ids = [one.id for one in REGIONS]
    assert len(ids) == len(set(ids)) == 75
    assert sum(one.view == "back" for one in REGIONS) == 41
    assert sum(one.view == "front" for one in REGIONS) == 34
    assert {one.code for one in REGIONS} == set(LEGEND)


def test_flags():
    assert {one.code for one in REGIONS if one.sensitive} == {"pec", "stn", "abl", "grn", "glu", "coc"}
    assert {one.id for one in REGIONS if one.vascular_caution} == {"nka-l", "nka-r"}


def test_middles_exist_only_where_there_is_one():
    middles = {one.code for one in REGIONS if one.side == "m"}
    assert middles == {"occ", "nkp", "thu", "thl", "lum", "sac", "coc", "fac", "stn"}


def test_regions_are_found_by_id_code_or_word():
    assert region("LUM-L").name == "low back"
    assert expand(["lum", "SIJ-R"]) == {"lum-l", "lum-m", "lum-r", "sij-r"}
    assert expand(["Low back"]) == expand(["lumbar"]) == expand(["lum"])
    assert expand([]) == frozenset()


@pytest.mark.parametrize("unknown", ["lum-x", "sac-l", "", "back"])
def test_unknown_ids_are_refused(unknown):
    with pytest.raises(ValueError, match="body chart"):
        expand([unknown])
