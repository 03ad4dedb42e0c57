"""The staff's door to booking: today, appointments, patients, messages, the demo's inbox.

Not here: clinical pages (the upper floor has its own dashboard), rules, queries.
"""
