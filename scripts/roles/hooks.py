"""What schemathesis is told of this server: names of things that are there, bodies that are valid, and what counts as wrong.

Half of the requests ask for what schemathesis makes up; the others get an id, a code or a body that the server knows,
so that they come further than the first check.
"""

import json
import os
import random

import schemathesis

KNOWN = json.loads(os.environ["ROLES_KNOWN"])
TALLY = open(os.environ["ROLES_TALLY"], "a", buffering=1, encoding="utf-8")
CHANCE = random.Random(int(os.environ["ROLES_SEED"]))
# The one refusal among answers of 500 and more that a server may always give: it draws no maps where nothing is there to draw.
ALLOWED = {(501, "maps_unavailable")}


def known(label, name):
    """Values of a parameter of an operation that the server knows."""
    for part, values in KNOWN["parameters"].items():
        where, _, wanted = part.rpartition(":")
        if wanted == name and where in label:
            return values
    return []


@schemathesis.hook
def before_call(context, case, kwargs):
    """Half of the requests ask for what is there."""
    label = case.operation.label
    for place in (case.path_parameters, case.query):
        for name in list(place or ()):
            values = known(label, name)
            if values and CHANCE.random() < 0.5:
                place[name] = CHANCE.choice(values)
    valid = KNOWN["bodies"].get(label)
    if not valid or not isinstance(case.body, (dict, list)) or CHANCE.random() < 0.5:
        return
    body = dict(CHANCE.choice(valid))
    if isinstance(case.body, dict) and case.body and CHANCE.random() < 0.7:
        key = CHANCE.choice(sorted(case.body))
        body[key] = case.body[key]
    case.body = body


@schemathesis.hook
def after_call(context, case, response):
    """Counts what was answered."""
    TALLY.write(f"{response.status_code} {case.operation.label}\n")


@schemathesis.check
def no_failure(ctx, response, case):
    """No answer of 500 or more, but the refusals that are documented."""
    if response.status_code < 500:
        return
    try:
        code = response.json().get("code")
    except (ValueError, AttributeError):
        code = None
    if (response.status_code, code) in ALLOWED:
        return
    raise AssertionError(f"{response.status_code} {code}: {response.text[:500]}")
