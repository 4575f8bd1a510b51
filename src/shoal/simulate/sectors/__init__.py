"""The seven sectors that a simulated business can be of."""

from __future__ import annotations

from shoal.simulate.sectors.bank import BANK
from shoal.simulate.sectors.health import HEALTH
from shoal.simulate.sectors.local_services import LOCAL_SERVICES
from shoal.simulate.sectors.sector import FILES, Activity, Plan, Sector, Words
from shoal.simulate.sectors.shop import SHOP
from shoal.simulate.sectors.software import SOFTWARE
from shoal.simulate.sectors.telecom import TELECOM
from shoal.simulate.sectors.travel import TRAVEL

SECTORS = {each.name: each for each in (SHOP, SOFTWARE, TELECOM, BANK, TRAVEL, HEALTH, LOCAL_SERVICES)}
"""Every sector by its name."""

__all__ = ["FILES", "SECTORS", "Activity", "Plan", "Sector", "Words"]
