"""What the server's tables say that a tile has to say too."""

import math

# At each level: the digits of a code, how many of its features' ids have, and from which zoom names are carried.
LEVELS = {"provinces": ((2,), 0), "regencies": ((2, 2), 4), "districts": ((2, 2, 2), 7), "villages": ((2, 2, 2, 4), 10)}


def code_of(number, layer):
    """The code whose digits are a feature's id."""
    lengths, _ = LEVELS[layer]
    digits, parts = str(number), []
    assert len(digits) == sum(lengths), f"{number} is no id of {layer}"
    for length in lengths:
        parts.append(digits[:length])
        digits = digits[length:]
    return ".".join(parts)


def step_of(value, stops):
    """Where a value lies between the stops of a column, as the server writes them: not rounded."""
    for (step, low), (following, high) in zip(stops, stops[1:]):
        if value < high or following == stops[-1][0]:
            return step + (following - step) * (value - low) / (high - low) if high > low else float(step)
    raise AssertionError(f"{stops} are no stops")


class Tables:
    """Asks the server once for what many tiles are compared with."""

    def __init__(self, server):
        self.server = server
        self.scales = {
            item["id"]: item["tile"] for item in server.json("/api/v1/indicators")["items"] if item.get("tile")
        }
        assert len(self.scales) > 3, self.scales

    def areas(self, layer, codes):
        """By code: the name, whether it is designated, and the value of every indicator or None."""
        listed = ", ".join(f"'{code}'" for code in sorted(codes))
        if layer == "villages":
            chosen = ", ".join(f'"{name}"' for name in self.scales)
            sql = f"SELECT code, name, designated, {chosen} FROM village_indicators WHERE code IN ({listed})"
        else:
            # An area above villages carries the mean over its villages.
            means = ", ".join(f'avg(v."{name}") AS "{name}"' for name in self.scales)
            key = {"provinces": "province_code", "regencies": "regency_code", "districts": "district_code"}[layer]
            sql = (
                f"SELECT a.code, a.name, false AS designated, {means} FROM {layer} a "
                f"LEFT JOIN village_indicators v ON v.{key} = a.code WHERE a.code IN ({listed}) GROUP BY a.code, a.name"
            )
        return {row.pop("code"): row for row in self.server.rows(sql)}

    def properties(self, layer, row, zoom):
        """What a feature of this row carries; of each indicator the steps that its value may have."""
        expected = {}
        for name, scale in self.scales.items():
            if row[name] is None:
                continue
            exact = step_of(row[name], scale["stops"])
            # A mean summed in another order may fall on the other side of a half.
            near = {math.floor(exact + 0.5 + slip) for slip in (-1e-9, 0.0, 1e-9)}
            expected[name] = {min(max(step, 0), 100) for step in near}
        if row["designated"]:
            expected["designated"] = {1}
        if zoom >= LEVELS[layer][1]:
            expected["name"] = {row["name"]}
        return expected

    def holds(self, layer, zoom, features):
        """Every feature (id, properties) is a row of the table, with what the row says and nothing else."""
        codes = [code_of(number, layer) for number, _ in features]
        assert len(codes) == len(set(codes)), f"{layer}: an area is there twice"
        rows = self.areas(layer, codes)
        assert set(rows) == set(codes), f"{layer}: in the tile alone {sorted(set(codes) - set(rows))[:5]}"
        for code, (_, properties) in zip(codes, features):
            expected = self.properties(layer, rows[code], zoom)
            assert set(properties) == set(expected), f"{layer} {code}: {set(properties) ^ set(expected)}"
            wrong = {name: (value, expected[name]) for name, value in properties.items() if value not in expected[name]}
            assert not wrong, f"{layer} {code}, (tile, table): {wrong}"
