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

# What it says against sound messages, each with why the message is right and it is not:
#
# RDE_O11 (chapter 4 of the standard) has two groups with TQ1: TIMING behind ORC, which may be left out, and TIMING_ENCODED
# behind RXE, which must be there. It puts every TQ1 of an order into the first, wherever it stands, and misses the second.
# ORM_O01 (chapter 4) has a choice of one segment, <OBR|RQD|RQ1|RXO|ODS|ODT>; it asks for all six.
OWN_MISTAKES = ("RDE_O11_ORDER.RDE_O11_TIMING_ENCODED", "ORM_O01_OBRRQDRQ1RXOODSODT_SUPPGRP")
# Table 0396 has "HL7nnnn", which stands for the number of any HL7 table: it looks for the letters. And the table grows outside
# of the standard, in HL7's registry of coding systems; those that the CDC's guide to immunization messages on 2.5.1 and
# laboratories use are later than its copy. Any other system is wrong.
LATER_SYSTEMS = re.compile(r"Value (HL7\d{4}|SCT|UCUM|RXNORM|CDCREC|CDCPHINVS|NIP001|HPC|NDC|CVX|MVX) not in table HL70396 ")
# Table 0112 is user-defined: its values are suggestions, and in the United States they are the two digits of the National
# Uniform Billing Committee's patient discharge status.
DISPOSITIONS = re.compile(r"Value (0[1-9]|[1-9]\d) not in table HL70112 ")
FORGIVEN = (LATER_SYSTEMS, DISPOSITIONS)

# It takes every value of OBX-5 for a short text (ST, 199 characters) whatever OBX-2 says: of a note (FT, of which chapter 2A
# allows 65536) it gets the first line, and the length is looked at here.
NOTE = re.compile(r"(OBX\|1\|FT\|[^|]*\|\|)([^|\\]*)([^|]*)")
LONGEST_TEXT = 65536


def complaints(message):
    found = [f"a note of {len(note[2] + note[3])} characters" for note in NOTE.finditer(message) if len(note[2] + note[3]) > LONGEST_TEXT]
    message = NOTE.sub(r"\1\2", message)
    with tempfile.NamedTemporaryFile("r", suffix=".txt", delete=False) as report:
        pass
    try:
        parsed = parse_message(message, validation_level=VALIDATION_LEVEL.STRICT, find_groups=True)
        parsed.validate(report_file=report.name)
    except Exception as error:  # noqa: BLE001 - its own errors have no common class
        found.append(f"{type(error).__name__}: {error}")
    with open(report.name) as lines:
        found += [line.strip() for line in lines]
    os.unlink(report.name)
    return [line for line in found if not any(mistake in line for mistake in OWN_MISTAKES) and not any(pattern.search(line) for pattern in FORGIVEN)]


DAMAGES = {
    "no PID": lambda message: re.sub(r"PID\|[^\r]*\r", "", message),
    "an unknown segment": lambda message: message.replace("\rPV1|", "\rPVX|"),
    "a date that is none": lambda message: re.sub(r"(PID(?:\|[^|\r]*){6}\|)\d{8}", r"\g<1>19871341", message),
    "too many components": lambda message: re.sub(r"(PV1\|1\|[A-Z]\|)", r"\g<1>a^b^c^d^e^f^g^h^i^j^k^l^", message),
    "a coding system that nobody knows": lambda message: message.replace("^HL70005", "^HL7RACES"),
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
