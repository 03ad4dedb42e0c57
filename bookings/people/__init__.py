"""Patients as people: finding them, writing down new ones.

Not here: their appointments' life (appointments), anything clinical (the upper floor).
"""
