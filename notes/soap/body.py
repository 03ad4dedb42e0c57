"""The body chart as session notes know it; the data stands on the floor below, in notes.body, where screening sees it."""

from notes.body import LEGEND, REGIONS, SIDES, Region, expand, region

__all__ = ["LEGEND", "REGIONS", "SIDES", "Region", "expand", "region"]
