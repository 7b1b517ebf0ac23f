/* One record under one criteria set: the result on the record, what is left open, groups, notes, and what would settle it. */

const EXCLUDED = "excluded", NO_SUBGROUP = "none";

/* The column in which a record is read. It depends on what is recorded, never on completions. */
function selectColumn(set, recorded) {
  return set.columns.find((column) => column.when && onRecord(column.when, recorded)) ?? set.columns.find((column) => !column.when);
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

/* The least and the most points that completions reach. Rows that share no variable are looked at apart. */
function scoreRange(column, known) {
  column.parts ??= column.score_parts.map(({ reading, rows }) => ({
    reading: reading.map(readVariable), rows: rows.map(([points, rule]) => [points, shortest(rule)]),
  }));
  let low = 0, high = 0;
  for (const part of column.parts) {
    const totals = totalsOf(part.rows, part.reading, known);
    low += Math.min(...totals);
    high += Math.max(...totals);
  }
  return [low, high];
}

/* The points of every completion: the variables are fixed one after the other. */
function totalsOf(rows, reading, known) {
  if (!reading.length) return [rows.reduce((sum, [points, rule]) => sum + (rule === true ? points : 0), 0)];
  const [variable, ...rest] = reading, places = admittedPlaces(variable, known);
  const whole = variable.follows && places.length === variable.values.length;
  const values = whole ? [variable.follows] : places.map((place) => variable.values[place]);
  return [...new Set(values.flatMap((value) =>
    totalsOf(rows.map(([points, rule]) => [points, fix(rule, variable.name, value)]), rest, known)))];
}

/* The result of one record; `known` is what `derive` makes of it. The fields are those of the library's Classification; scores
   are in tenths. */
function classify(set, recorded, known) {
  const column = selectColumn(set, recorded), machine = openOutcomes(column), admitted = machine.admitted(known);
  const result = { set, column, machine, admitted, recorded, known };
  result.excluded = truth(set.excluded, known) === true;
  const scored = column.score.length > 0;
  result.score = scored ? pointsOnRecord(column.score, known) : null;
  result.score_range = scored ? scoreRange(column, known) : null;
  const likely = scored && column.constant !== null;
  result.probability = likely ? probability(result.score, column.constant) : null;
  result.probability_range = likely ? result.score_range.map((score) => probability(score, column.constant)) : null;
  result.provided = result.excluded ? [] : set.preconditions.filter((name) => !known.has(name));
  if (result.excluded) {
    Object.assign(result, { level: EXCLUDED, subgroup: null, open_levels: [EXCLUDED], open_subgroups: [], determined: true });
  } else {
    result.level = outcomeOnRecord(column.level, known);
    const named = outcomeOnRecord(column.subgroup, known);
    const unclear = set.unclear.some((rule) => onRecord(rule, known));
    result.subgroup = named === NO_SUBGROUP || unclear ? null : named;
    [result.open_levels, result.open_subgroups] = machine.open(admitted);
    result.determined = result.open_levels.length === 1 && result.open_subgroups.length === 1;
  }
  result.criteria_met = set.criteria.filter((item) => truth(item.rule, known) === true).map((item) => item.name);
  const about = withResult(result);
  result.groups = result.excluded ? [] : set.groups.filter((group) => onRecord(group.when, about)).map((group) => group.name);
  result.notes = [...set.notes.filter((note) => onRecord(note.when, about)), ...otherColumn(result)];
  return result;
}

/* What is known, and the result itself: notes and groups speak of both. */
function withResult(result) {
  const about = new Map(result.known);
  for (const [part, name] of Object.entries(DATA.result)) {
    const value = part === "column" ? result.column.name : result[part];
    if (value !== null && value !== undefined) about.set(name, value);
  }
  return about;
}

function otherColumn({ set, column, recorded, known }) {
  const other = set.other_column;
  if (!other || other.column === column.name || !onRecord(other.when, recorded)) return [];
  const level = outcomeOnRecord(set.columns.find((one) => one.name === other.column).level, known);
  return [{ code: other.code.replace("{level}", level), text: other.text.replace("{level}", set.outcome_words[level]) }];
}

/* Every finding that is not recorded and still matters, most decisive first: more of its values leave the result determined,
   then fewer outcomes stay open, then the paper's order. */
function whatIfs(result) {
  if (result.excluded) return [];
  const { set, machine, admitted, recorded, known } = result;
  const found = [];
  for (const layer of machine.missing(admitted)) {
    if (!machine.matters(admitted, layer)) continue;
    const variable = machine.variables[layer];
    const consequences = admitted[layer].map((place) => {
      const completed = new Map(recorded).set(variable.name, exampleOf(variable, place, known.get(variable.name)));
      return { value: variable.labels[place], branch: variable.values[place], result: classify(set, completed, derive(completed)) };
    });
    const stillOpen = consequences.filter(({ result: then }) => !then.determined).length;
    const outcomes = consequences.reduce((sum, { result: then }) => sum + then.open_levels.length * then.open_subgroups.length, 0);
    found.push({ finding: variable.name, consequences, settles: stillOpen === 0, order: [stillOpen, outcomes] });
  }
  return found.sort((one, two) => one.order[0] - two.order[0] || one.order[1] - two.order[1]);
}

/* Findings that are not recorded and choose the column, so that their answer would change the result although they are never
   completed: whether a biopsy was performed. */
function choosing({ set, recorded, excluded }) {
  const names = new Set(excluded ? [] : set.columns.flatMap(({ when }) => (when ? [...namesIn(when)] : [])));
  return [...names].filter((name) => {
    if (recorded.has(name)) return false;
    const ways = [true, false].map((value) => new Map(recorded).set(name, value));
    if (ways.some((way) => contradictions(way, derive(way)).length)) return false;
    const [one, two] = ways.map((way) => classify(set, way, derive(way)))
      .map((then) => JSON.stringify([then.level, then.subgroup, then.open_levels, then.open_subgroups]));
    return one !== two;
  });
}

/* A value of the variable in this branch, within what is known of it. */
function exampleOf(variable, place, value) {
  if (!variable.cuts) return variable.values[place];
  return Math.max(variable.values[place], value === undefined ? DATA.variables[variable.name].lowest : bounds(value).low);
}

/* Records as JSON, classified in one batch under the first sets: what the library's Classification says, for tests and for
   whoever looks twice. */
function classifyAll(records, sets = DATA.sets.length) {
  return records.map((values) => {
    const recorded = recordFromJson(values), known = derive(recorded);
    const found = contradictions(recorded, known), invalid = everywhere(found).map((item) => item.code);
    const results = invalid.length ? [] : DATA.sets.slice(0, sets).filter((set) => !concerning(found, set).length)
      .map((set) => asJson(classify(set, recorded, known)));
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
    probability: result.probability, probability_range: result.probability_range, provided: result.provided, criteria_met, groups,
    notes: notes.map((note) => note.code),
  };
}
