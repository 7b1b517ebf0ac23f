/* One record under one criteria set: the result on the record, what is left open, groups, notes, and what would settle it. */

const EXCLUDED = "excluded", NO_SUBGROUP = "none";

/* The column in which a record is read. It depends on what is recorded, never on completions. */
function selectColumn(set, recorded) {
  return set.selection && onRecord(set.selection, recorded) ? set.columns.at(-1) : set.columns[0];
}

function openOutcomes(column) {
  column.machine ??= new OpenOutcomes([column.level, column.subgroup], column.reading);
  return column.machine;
}

function outcomeOnRecord(decision, known) {
  return decision.lines.find((line) => !line.rule || onRecord(line.rule, known)).outcome;
}

/* 1 / (1 + exp(constant - score)), the score in tenths; rounded to six decimals, as every reader of these criteria does. */
function probability(score, constant) {
  return Math.round(1e6 / (1 + Math.exp(constant - score / 10))) / 1e6;
}

/* The most points that a completion reaches: of rows that read the same measurement only one can hold. */
function highestScore(rows, known) {
  const byMeasurement = new Map();
  let total = 0;
  for (const [points, rule] of rows) {
    if (truth(rule, known) === false) continue;
    const [name] = namesIn(rule);
    if (DATA.variables[name].kind === "measurement") byMeasurement.set(name, Math.max(byMeasurement.get(name) ?? 0, points));
    else total += points;
  }
  return [...byMeasurement.values()].reduce((sum, points) => sum + points, total);
}

/* The result of one record; `known` is what `derive` makes of it. The fields are those of the library's Classification; scores
   are in tenths. */
function classify(set, recorded, known) {
  const column = selectColumn(set, recorded), machine = openOutcomes(column), possible = machine.possible(known);
  const result = { set, column, machine, possible, recorded, known };
  result.excluded = truth(set.excluded, known) === true;
  const scored = column.score.length > 0;
  result.score = scored ? pointsOnRecord(column.score, known) : null;
  result.highest_score = scored ? highestScore(column.score, known) : null;
  const share = (score) => (scored && column.constant !== null ? probability(score, column.constant) : null);
  result.probability = share(result.score);
  result.highest_probability = share(result.highest_score);
  if (result.excluded) {
    Object.assign(result, { level: EXCLUDED, subgroup: null, open_levels: [EXCLUDED], open_subgroups: [], determined: true });
  } else {
    result.level = outcomeOnRecord(column.level, known);
    const named = outcomeOnRecord(column.subgroup, known);
    const unclear = set.unclear.some((rule) => onRecord(rule, withResult(result)));
    result.subgroup = named === NO_SUBGROUP || unclear ? null : named;
    [result.open_levels, result.open_subgroups] = machine.open(possible);
    result.determined = result.open_levels.length === 1 && result.open_subgroups.length === 1;
  }
  result.criteria_met = set.criteria.filter((item) => truth(item.rule, known) === true).map((item) => item.name);
  const about = withResult(result);
  const held = result.excluded ? [] : set.groups.filter((group) => onRecord(group.when, about));
  const own = held.filter((group) => !group.fallback);
  result.groups = (own.length ? own : held).map((group) => group.name);
  result.notes = [...set.notes.filter((note) => onRecord(note.when, about)), ...otherColumn(result)];
  return result;
}

/* What is known, and the result itself: notes, groups and unclear subgroups speak of both. */
function withResult(result) {
  const about = new Map(result.known);
  for (const [part, name] of Object.entries(DATA.result)) {
    const value = part === "column" ? result.column.name : result[part];
    if (value !== null && value !== undefined) about.set(name, value);
  }
  return about;
}

function otherColumn({ set, column, recorded, known }) {
  const [first] = set.columns, note = set.other_column_note;
  if (!note || column === first || note.findings.every((name) => recorded.has(name))) return [];
  const level = outcomeOnRecord(first.level, known);
  return [{ code: note.code.replace("LEVEL", level), text: note.text.replace("LEVEL", set.outcome_words[level]) }];
}

/* Every finding that is not recorded and still matters, most decisive first: more of its values leave the result determined,
   then fewer outcomes stay open, then the paper's order. */
function whatIfs(result) {
  if (result.excluded) return [];
  const { set, machine, possible, recorded, known } = result;
  const found = [];
  for (const layer of machine.missing(possible)) {
    if (!machine.matters(possible, layer)) continue;
    const variable = machine.variables[layer];
    const consequences = possible[layer].map((place) => {
      const completed = new Map(recorded).set(variable.name, exampleOf(variable, place, known.get(variable.name)));
      return { value: variable.labels[place], branch: variable.values[place], result: classify(set, completed, derive(completed)) };
    });
    const stillOpen = consequences.filter(({ result: then }) => !then.determined).length;
    const outcomes = consequences.reduce((sum, { result: then }) => sum + then.open_levels.length * then.open_subgroups.length, 0);
    found.push({ finding: variable.name, consequences, settles: stillOpen === 0, order: [stillOpen, outcomes] });
  }
  return found.sort((one, two) => one.order[0] - two.order[0] || one.order[1] - two.order[1]);
}

/* A value of the variable in this branch, within what is known of it. */
function exampleOf(variable, place, value) {
  if (!variable.bounds) return variable.values[place];
  return Math.max(variable.values[place], value === undefined ? DATA.variables[variable.name].lowest : bounds(value).low);
}

/* Records as JSON, classified in one batch: what the library's Classification says, for tests and for whoever looks twice. */
function classifyAll(records) {
  return records.map((values) => {
    const recorded = recordFromJson(values), known = derive(recorded);
    const invalid = contradictions(recorded, known).map((item) => item.code);
    const results = invalid.length ? [] : DATA.sets.map((set) => asJson(classify(set, recorded, known)));
    return { invalid, warnings: oddities(known).map((item) => item.code), results };
  });
}

function recordFromJson(values) {
  return new Map(Object.entries(values).filter(([, value]) => value !== null).map(([name, value]) => {
    if (DATA.variables[name]?.kind === "day") return [name, readDays(value)];
    if (typeof value === "object") return [name, { low: value.low, high: value.high ?? Infinity }];
    return [name, value];
  }));
}

function asJson(result) {
  const { set, column, level, subgroup, open_levels, open_subgroups, determined, score, criteria_met, groups, notes } = result;
  return {
    criteria: set.full_id, column: column.name, level, subgroup, open_levels, open_subgroups, determined, score,
    probability: result.probability, highest_score: result.highest_score, criteria_met, groups,
    notes: notes.map((note) => note.code),
  };
}
