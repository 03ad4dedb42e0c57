"""What a clinic consists of, as its owner sets it: services and prices, places, who treats, the rules of booking.

Not here: when anybody works (schedules), and what is bookable because of it (calendars).
"""
