# What the commands for people who write modules print of sound ones. Sourced by the group "faults", which sets $program
# and $scratch.

modules() { "$program" modules "$@"; }
sound=tests/modules/aching_throat.json

modules list tests/modules >"$scratch/list"
check_equal "modules list names modules and submodules" "aching_throat broken_hip nut_allergy tense_vessels care/blood_tests" \
  "$(awk 'NF > 5 && !/STATES/ { print $1 }' "$scratch/list" | tr '\n' ' ' | sed 's/ $//')"
check_equal "modules list of nothing lists the library" 0 "$(modules list >"$scratch/output" 2>&1; echo $?)"
modules check tests/modules >"$scratch/output"
check_equal "sound modules are told so" "0 5 modules and 1 lookup table: 0 errors" "$? $(tail -n 1 "$scratch/output" | cut -d , -f 1)"
check_equal "a file's own folder is where it calls and looks up" "2 modules 1 module and 1 lookup table" \
  "$(for file in broken_hip tense_vessels; do modules check "tests/modules/$file.json" | tail -n 1 | cut -d : -f 1; done | tr '\n' ' ' | sed 's/ $//')"

# --- Graphs ----------------------------------------------------------------------------------------------------------
states=$("$POLYCLINIC_NODE" -p 'Object.keys(JSON.parse(fs.readFileSync(process.argv[1])).states).length' "$sound")
modules graph "$sound" >"$scratch/mermaid"
modules graph "$sound" --format dot >"$scratch/dot"
check_equal "a Mermaid graph has a node for every state" "$states" "$(grep -cE '^  s[0-9]+[^ 0-9]' "$scratch/mermaid")"
check_equal "a DOT graph has a node for every state" "$states" "$(grep -cE '^  s[0-9]+ \[' "$scratch/dot")"
check_equal "both graphs have the same edges" "$(grep -oE '^  s[0-9]+ -->.* s[0-9]+$' "$scratch/mermaid" | sed -E 's/^ +(s[0-9]+) .* (s[0-9]+)$/\1 \2/')" \
  "$(grep -oE '^  s[0-9]+ -> s[0-9]+' "$scratch/dot" | sed -E 's/^ +(s[0-9]+) -> /\1 /')"
# Names may be anything; a graph stays one.
cat >"$scratch/hostile.json" <<'JSON'
{"name": "A \"quoted\" & <b>bold</b> name\nof two lines", "states": {
  "Initial": {"type": "Initial", "direct_transition": "\"] --> x[\""},
  "\"] --> x[\"": {"type": "Simple", "distributed_transition": [
    {"transition": "back\\slash`", "distribution": {"attribute": "a\"|b", "default": 0.5}}, {"transition": "end", "distribution": 0.5}]},
  "back\\slash`": {"type": "Simple", "direct_transition": "end"},
  "end": {"type": "Terminal"}}}
JSON
modules graph "$scratch/hostile.json" >"$scratch/mermaid"
modules graph "$scratch/hostile.json" --format dot >"$scratch/dot"
check_equal "hostile names do not break out of a Mermaid graph" "4 4" \
  "$(grep -cE '^  s[0-9]+[^ 0-9]+"[^"]*"[])]+:::[a-z]+$' "$scratch/mermaid") $(grep -cE '^  s[0-9]+ -->(\|"[^"]*"\|)? s[0-9]+$' "$scratch/mermaid")"
check_equal "hostile names do not break out of a DOT graph" "4 4" \
  "$(grep -cE '^  s[0-9]+ \[shape=[a-z]+, fillcolor="#[0-9a-f]+", label="([^"\\]|\\.)*"\];$' "$scratch/dot") $(grep -cE '^  s[0-9]+ -> s[0-9]+( \[label="([^"\\]|\\.)*"\])?;$' "$scratch/dot")"

# --- Runs and traces -------------------------------------------------------------------------------------------------
modules run tests/modules --patients 300 --threads 1 --json >"$scratch/counts.json"
modules run tests/modules --patients 300 --threads 3 --json >"$scratch/counts-3.json"
check "counts do not depend on the threads" cmp "$scratch/counts.json" "$scratch/counts-3.json"
check "counts are sound" "$POLYCLINIC_NODE" -e '
  const assert = require("node:assert/strict");
  const { people, states, recorded, causes_of_death, deaths } = JSON.parse(fs.readFileSync(process.argv[1]));
  assert.equal(people, 300);
  for (const module of ["aching_throat", "broken_hip", "nut_allergy", "tense_vessels"])
    assert.equal(states.find((entry) => entry.module === module && entry.state === "Initial").people, 300, module);
  for (const { people: some, times, age_at_first: ages } of [...states, ...recorded]) {
    assert.ok(some <= 300 && some <= times && (some > 0) === (ages !== undefined));
    if (ages) assert.ok(ages.p5 <= ages.median && ages.median <= ages.p95 && ages.p95 <= 120);
  }
  assert.ok(recorded.some(({ kind, prevalence }) => kind === "condition" && Object.values(prevalence).some((share) => share > 0 && share <= 1)));
  assert.equal(causes_of_death.reduce((sum, { people }) => sum + people, 0), deaths);' "$scratch/counts.json"
# Somebody whom the counts name really comes to the state, and at a first age that the counts allow.
check "traces agree with counts" "$POLYCLINIC_NODE" -e '
  const assert = require("node:assert/strict");
  const { execFileSync } = require("node:child_process");
  const [program, counts] = process.argv.slice(1);
  const { states } = JSON.parse(fs.readFileSync(counts));
  const seen = new Map();
  for (const { module, state, people, first_person: person, age_at_first: ages } of states.filter(({ people }) => people > 0)) {
    if (!seen.has(person)) seen.set(person, JSON.parse(execFileSync(program, ["modules", "trace", "tests/modules", "--person", String(person), "--json"])));
    const { steps } = seen.get(person);
    const first = steps.find((step) => step.in === module && step.state === state);
    assert.ok(first, `person ${person} never comes to ${module}/${state}`);
    if (people === 1) assert.equal(first.age, ages.median);
    for (const [index, step] of steps.entries()) if (index > 0) assert.ok(step.at >= steps[index - 1].at);
  }' "$program" "$scratch/counts.json"
modules trace tests/modules --only aching_throat --person 12 >"$scratch/trace"
check "a trace says why waits ended and what was written" "$POLYCLINIC_NODE" -e '
  const text = fs.readFileSync(process.argv[1], "utf8");
  for (const words of [/^Person 12: /, /waits .* until .*: the delay is over/, /\* symptom Sore throat = \d+/, /\* ambulatory encounter begins: /, /\* condition begins: .*\[SNOMED-CT 43878008\]/, /\* encounter ends, recorded until /])
    if (!words.test(text)) throw new Error(`nothing like ${words} in the trace`);' "$scratch/trace"
check_equal "--only leaves other modules out of a trace" "" "$(grep -E '\[(broken_hip|nut_allergy|tense_vessels)\]' "$scratch/trace")"

# --- The dataset -----------------------------------------------------------------------------------------------------
"$program" generate --patients 60 --years-of-history 0 --modules tests/modules --only aching_throat --output "$scratch/ill" --quiet
check_equal "generate --modules runs them" 0 $?
check "what they diagnose is in the tables" grep -q 43878008 "$scratch/ill/csv/conditions.csv"
check "--only leaves other modules out" test "$(tail -n +2 "$scratch/ill/csv/conditions.csv" | grep -vc 43878008)" -eq 0
"$program" generate --patients 60 --years-of-history 0 --modules tests/modules --without 'aching*' --output "$scratch/less-ill" --quiet
check "--without leaves a module out" test "$(grep -c 43878008 "$scratch/less-ill/csv/conditions.csv")" -eq 0
expect 2 'E10 transition to unknown state "Ende"' "generate refuses a bad module with its place" \
  "$program" generate --patients 5 --modules tests/faults/bad_modules/target_misspelt.json --output "$scratch/never"
expect 2 '--without (/modules/without/0)' "generate refuses a name that is no module's" \
  "$program" generate --patients 5 --modules tests/modules --without gout --output "$scratch/never"
check "refused modules leave nothing behind" test ! -e "$scratch/never"
