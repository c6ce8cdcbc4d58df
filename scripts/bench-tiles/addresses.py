"""A list of tiles as people look at them: screens of neighbouring tiles around villages, more than half of them in Java."""

import math
import random

SEED = 11
# How many tiles of each zoom from 4 to 14.
TILES = dict(zip(range(4, 15), (4, 8, 16, 24, 36, 46, 50, 44, 34, 22, 16)))
JAVA = {"31", "32", "33", "34", "35", "36"}
IN_JAVA = 0.6
# Width and height of a screen in tiles.
SCREEN = (3, 2)


def tile_of(zoom, lon, lat):
    side = 2**zoom
    return int((lon + 180) / 360 * side), int((0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * side)


def addresses(villages):
    """z/x/y for `villages`: (code, longitude, latitude)."""
    chance = random.Random(SEED)
    java = [row for row in villages if row[0][:2] in JAVA]
    others = [row for row in villages if row[0][:2] not in JAVA] or java
    chosen = []
    for zoom, wanted in TILES.items():
        of_zoom = {}
        # Far out there may be fewer than wanted.
        for _ in range(1000):
            _, lon, lat = chance.choice(java if java and chance.random() < IN_JAVA else others)
            x, y = tile_of(zoom, lon, lat)
            for step in range(SCREEN[0] * SCREEN[1]):
                if len(of_zoom) < wanted:
                    of_zoom[x + step % SCREEN[0], y + step // SCREEN[0]] = None
        chosen += [f"{zoom}/{x}/{y}" for x, y in of_zoom]
    chance.shuffle(chosen)
    return chosen
