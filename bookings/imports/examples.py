"""The plain shape: a list for whoever comes from a spreadsheet or from a system that is not known here."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, list[list[str]]] = {
    "patients": [
        ["id", "first_name", "last_name", "email", "phone", "birth_date", "sex", "language"],
        ["1001", "Ada", "Byron", "ada.byron@example.org", "+1 202 555 0101", "1985-12-10", "female", "en"],
        ["1002", "José", "Núñez", "jose.nunez@example.org", "+1 202 555 0102", "", "", "es"],
    ],
    "visits": [
        ["id", "patient_id", "patient", "therapist", "service", "location", "starts_at", "minutes", "status"],
        [
            "v1",
            "1001",
            "Ada Byron",
            "Maya Okafor",
            "Therapeutic massage",
            "",
            "2026-05-04 09:30",
            "60",
            "completed",
        ],
        [
            "v2",
            "1002",
            "José Núñez",
            "Maya Okafor",
            "Therapeutic massage",
            "",
            "2027-01-12 14:00",
            "60",
            "booked",
        ],
    ],
}
