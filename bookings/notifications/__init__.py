"""Messages to people about their appointments: planning them, writing them, sending each at most once.

Not here: what a message is about (the verbs decide), and any clinical word (nothing in here may know one).
"""
