"""The simulated candidate: a profile that answers what it is asked from a bank of answers."""

from evals.candidate.bank import Bank, load_bank
from evals.candidate.embedded import SimulatedCandidate
from evals.candidate.profile import Manner, Profile, load_profile, load_profiles
from evals.candidate.said import Act, Said

__all__ = [
    "Act",
    "Bank",
    "Manner",
    "Profile",
    "Said",
    "SimulatedCandidate",
    "load_bank",
    "load_profile",
    "load_profiles",
]
