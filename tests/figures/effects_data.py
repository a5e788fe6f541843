"""Random series and panels: shares of counted cases, whose chance wanders as that of a site does."""

import math

NEVER = 10 ** 6


def clipped(chance):
    return min(0.98, max(0.02, chance))


def share(rng, chance, count):
    return sum(rng.random() < chance for _ in range(count)) / count


def wander(rng, months, size, rho):
    """Autoregressive, of constant variance."""
    at = rng.gauss(0, 1)
    for _ in range(months):
        yield size * at
        at = rho * at + math.sqrt(1 - rho * rho) * rng.gauss(0, 1)


def weight(count):
    return count / (count + 20)


def series(rng, before, after, count, effect=0.0, level=0.3, size=0.05, rho=0.0, trend=0.0, uneven=0.4):
    points = []
    for month, moved in zip(range(-before, after), wander(rng, before + after, size, rho)):
        counted = max(1, round(count * rng.uniform(1 - uneven, 1 + uneven)))
        chance = level + trend * month + (effect if month >= 0 else 0) + moved
        points.append([month, share(rng, clipped(chance), counted), weight(counted)])
    return points


def panel(rng, begins, counts, months=24, effect=0.0, level=0.3, size=0.05, rho=0.0, apart=0.0, gaps=0.0):
    """`begins`: the month that each site begins in, or NEVER. `apart`: how far sites drift apart by trends."""
    season = [rng.gauss(0, 0.03) for _ in range(months)]
    cells = []
    for site, (begin, count) in enumerate(zip(begins, counts)):
        own = level + rng.gauss(0, 0.05)
        drift = rng.gauss(0, apart)
        for month, moved in zip(range(months), wander(rng, months, size, rho)):
            if rng.random() < gaps:
                continue
            chance = own + season[month] + drift * (month / months - 0.5) + moved + (effect if month >= begin else 0)
            cells.append([site, month, share(rng, clipped(chance), count), count, int(month >= begin)])
    return cells
