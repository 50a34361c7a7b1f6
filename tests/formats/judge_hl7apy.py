"""Has hl7apy, which knows the structures and data types of HL7 v2.5.1 from files of its own, validate some messages of each
event of a run strictly, and reject damaged copies. python-hl7 takes the whole file apart.

  python judge_hl7apy.py FOLDER --results FILE
"""
import argparse
import collections
import os
import re
import sys
import tempfile

import hl7
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message

SAMPLES = 4  # of each event: it needs some 50 ms a message

# It looks for TQ1 in the group before RXE, wherever it stands, and so misses the required one behind it; and it asks for
# all of the segments of which ORM_O01 has one.
OWN_MISTAKES = ("RDE_O11_ORDER.RDE_O11_TIMING_ENCODED", "ORM_O01_OBRRQDRQ1RXOODSODT_SUPPGRP")
# Its table of coding systems is the one of 2005: HL7's registry has had others since.
LATER_SYSTEMS = re.compile(r"not in table HL70(396|125|112) ")


# It takes every value of OBX-5 for a short text: of a note it gets the first line.
NOTE = re.compile(r"(OBX\|1\|FT\|[^|]*\|\|)([^|\\]*)[^|]*")


def complaints(message):
    message = NOTE.sub(r"\1\2", message)
    with tempfile.NamedTemporaryFile("r", suffix=".txt", delete=False) as report:
        pass
    found = []
    try:
        parsed = parse_message(message, validation_level=VALIDATION_LEVEL.STRICT, find_groups=True)
        parsed.validate(report_file=report.name)
    except Exception as error:  # noqa: BLE001 - its own errors have no common class
        found.append(f"{type(error).__name__}: {error}")
    with open(report.name) as lines:
        found += [line.strip() for line in lines]
    os.unlink(report.name)
    return [line for line in found if not any(mistake in line for mistake in OWN_MISTAKES) and not LATER_SYSTEMS.search(line)]


DAMAGES = {
    "no PID": lambda message: re.sub(r"PID\|[^\r]*\r", "", message),
    "an unknown segment": lambda message: message.replace("\rPV1|", "\rPVX|"),
    "a date that is none": lambda message: re.sub(r"(PID(?:\|[^|\r]*){6}\|)\d{8}", r"\g<1>19871341", message),
    "too many components": lambda message: re.sub(r"(PV1\|1\|[A-Z]\|)", r"\g<1>a^b^c^d^e^f^g^h^i^j^k^l^", message),
    "no control id": lambda message: re.sub(r"(MSH(?:\|[^|\r]*){8}\|)[^|]*", r"\g<1>", message),
}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder")
    arguments.add_argument("--results")
    given = arguments.parse_args()
    with open(os.path.join(given.folder, "hl7v2", "messages.hl7"), newline="", encoding="utf-8") as file:
        text = file.read()
    results = []

    def add(name, why=""):
        results.append(f"{'fail' if why else 'pass'}\t{name}\t{' '.join(why.split())[:300]}\n")

    messages = hl7.split_file(text)
    count = len(re.findall(r"(?:^|\r)MSH\|", text))
    add("python-hl7 finds all messages of the file", "" if len(messages) == count > 1000 else f"{len(messages)} of {count}")
    different = next((m for m in messages[:400] if str(hl7.parse(m)) != m), None)
    add("python-hl7 writes what it read", f"differs: {different[:200]}" if different else "")

    by_event = collections.defaultdict(list)
    for message in messages:
        kept = by_event[message.split("|", 9)[8]]
        kept.append(message)
    for event, all_of_it in sorted(by_event.items()):
        step = max(1, len(all_of_it) // SAMPLES)
        wrong = [line for message in all_of_it[::step][:SAMPLES] for line in complaints(message)]
        add(f"hl7apy: {event}", wrong[0] if wrong else "")
    for name, damage in DAMAGES.items():
        message = by_event["ADT^A04^ADT_A01"][0]
        add(f"hl7apy rejects {name}", "" if complaints(damage(message)) else "accepted")

    if given.results:
        with open(given.results, "w", encoding="utf-8") as out:
            out.writelines(results)
    else:
        sys.stdout.writelines(results)


main()
