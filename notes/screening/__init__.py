"""Safety screening before a massage: the items asked, the gate they lead to, and what the patient is told.
Not here: who may see the answers (access) and what booking does with a gate (bookings policy)."""
