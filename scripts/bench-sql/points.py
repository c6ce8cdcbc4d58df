"""Points as people's homes are: scattered about the villages, each as likely as another, in random order.

    points.py BINARY DATASET COUNT FILE

FILE (CSV: id, lon, lat) is for a table of one's own (`[[tables]]` of a specification) with the name `points` or
`points_5m`; docs/benchmarks.md says how. The same count gives the same points.
"""

import json
import random
import subprocess
import sys


def main():
    binary, dataset, count, file = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    sql = "SELECT lon, lat, coalesce(area_km2, 1.0) AS km2 FROM villages WHERE lon IS NOT NULL ORDER BY code"
    command = [binary, "query", "--data", dataset, sql, "--format", "json", "--limit", "1000000"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    rows = told["items"] if isinstance(told, dict) else told
    chance = random.Random(count)
    homes = chance.choices(rows, k=count)
    with open(file, "w", encoding="utf-8") as out:
        out.write("id,lon,lat\n")
        for number, row in enumerate(homes):
            # About as far apart as the village is wide: a degree has some 111 km.
            spread = min(row["km2"], 400.0) ** 0.5 / 111 / 2.5
            lon, lat = chance.gauss(row["lon"], spread), chance.gauss(row["lat"], spread)
            out.write(f"{number},{lon:.6f},{lat:.6f}\n")


main()
