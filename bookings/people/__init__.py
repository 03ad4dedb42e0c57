"""People and the clinics they belong to: finding patients, admitting new ones, registering a clinic.

Not here: their appointments' life (appointments), anything clinical (the upper floor).
"""
