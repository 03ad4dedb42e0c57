"""Telling other programs what happened to appointments, after the Standard Webhooks specification (1.0.0).

Not here: which events they are told of (models/telling.py), and messages to people (notifications).
"""
