"""Findings: what is wrong with a source, or worth knowing about it; a subject a file."""

from shoal.sources.findings.account import accounts_of, made
from shoal.sources.findings.change import moved
from shoal.sources.findings.examine import QUICK, THOROUGH, examine

__all__ = ["QUICK", "THOROUGH", "accounts_of", "examine", "made", "moved"]
