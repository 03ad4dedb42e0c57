"""Figures about visits over a range of dates: how full the hours were, who did not come, who came back.
Nothing clinical, which is notes.reports; how figures are shown and sent is the dashboard's."""
