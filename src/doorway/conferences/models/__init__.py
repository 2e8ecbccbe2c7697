"""Conferences, their windows and hosts, appointments and who they keep busy."""

from doorway.conferences.models.appointments import Appointment, AppointmentGuest, FamilyQuestion, Occupancy
from doorway.conferences.models.conferences import CalledOff, Conference, ConferenceWindow, Host, HostTime
from doorway.conferences.models.earlier import EarlierConference, EarlierGroup
from doorway.conferences.models.held import HeldConference
from doorway.conferences.models.invitations import Invitation
from doorway.conferences.models.visits import Visit

__all__ = [
    "Appointment",
    "AppointmentGuest",
    "CalledOff",
    "Conference",
    "ConferenceWindow",
    "EarlierConference",
    "EarlierGroup",
    "FamilyQuestion",
    "HeldConference",
    "Host",
    "HostTime",
    "Invitation",
    "Occupancy",
    "Visit",
]
