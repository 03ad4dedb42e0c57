"""Who waits for a time, what comes free, and who is offered it: join, offer, claim, and the clock's sweep.

Not here: which times are open (calendars), holding and moving (appointments), what a message says (notifications).
"""
