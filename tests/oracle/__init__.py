"""What should be free, worked out a second time: plainly, slowly, and from the rules alone.

No production code is imported by `plain` and `brute`; whoever changes the rules changes both, by hand.
"""
