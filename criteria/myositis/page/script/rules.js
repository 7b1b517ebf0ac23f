/* Rules, read on what is known of one patient. A rule is plain data, of one of five kinds:

     {kind: "is", name, value}          a finding has a value
     {kind: "at_least", name, bound}    a measurement is a number or more; "more_than": more than that number
     {kind: "not", rule}                the opposite
     {kind: "points", rows, needed}     rows [points, rule] that hold add up to at least so many points
     {kind: "surely", rule}             the record shows it, whatever is missing

   `known` is a Map from names to values. A name that is not in it is not recorded, which is never the same as absent.
   A measurement is a number, or {low, high} when it is known only to lie between two. */

/* true, false, or null when what is not recorded leaves the rule open. */
function truth(rule, known) {
  switch (rule.kind) {
    case "is": {
      const value = known.get(rule.name);
      return value === undefined ? null : value === rule.value;
    }
    case "at_least": case "more_than": {
      const value = known.get(rule.name);
      if (value === undefined) return null;
      const { low, high } = bounds(value);
      return passes(rule, low) ? true : passes(rule, high) ? null : false;
    }
    case "not": {
      const value = truth(rule.rule, known);
      return value === null ? null : !value;
    }
    case "surely":
      return truth(rule.rule, known);
    case "points": {
      const { held, open } = countPoints(rule, known);
      return held >= rule.needed ? true : held + open < rule.needed ? false : null;
    }
  }
  throw new Error(`not a rule: ${JSON.stringify(rule)}`);
}

/* Whether a number is on the upper side of a cut-off. */
function passes(cut, number) {
  return cut.kind === "more_than" ? number > cut.bound : number >= cut.bound;
}

/* The lowest and the highest number that a measurement can be. */
function bounds(value) {
  return typeof value === "number" ? { low: value, high: value } : value;
}

/* The points of the rows that hold, and of those that are open. */
function countPoints(rule, known) {
  let held = 0, open = 0;
  for (const [points, row] of rule.rows) {
    const value = truth(row, known);
    if (value) held += points;
    else if (value === null) open += points;
  }
  return { held, open };
}

/* The rule as it reads on the record: what is not recorded is absent, an interval is its lowest number. */
function onRecord(rule, known) {
  switch (rule.kind) {
    case "is":
      return known.get(rule.name) === rule.value;
    case "at_least": case "more_than": {
      const value = known.get(rule.name);
      return value !== undefined && passes(rule, bounds(value).low);
    }
    case "not":
      return !onRecord(rule.rule, known);
    case "surely":
      return truth(rule.rule, known) === true;
    case "points":
      return pointsOnRecord(rule.rows, known) >= rule.needed;
  }
  throw new Error(`not a rule: ${JSON.stringify(rule)}`);
}

function pointsOnRecord(rows, known) {
  return rows.reduce((sum, [points, row]) => sum + (onRecord(row, known) ? points : 0), 0);
}

/* Every name that a rule reads. */
function namesIn(rule, names = new Set()) {
  if (rule.kind === "points") rule.rows.forEach(([, row]) => namesIn(row, names));
  else if (rule.rule) namesIn(rule.rule, names);
  else names.add(rule.name);
  return names;
}

/* --- What is left of a rule ------------------------------------------------------------------------------------------------

   For the open outcomes one finding after the other is fixed. What is left of a rule is true, false, or a rule again, in its
   shortest form: rows that cannot tip a count are dropped, and the points needed are raised to the next total that the rows
   reach. Rules that are left are kept once, with a number of their own, so that equal ones are the same object. */

const leftRules = new Map();

function keep(key, make) {
  let rule = leftRules.get(key);
  if (rule === undefined) {
    rule = make();
    rule.id = leftRules.size;
    rule.fixed = new Map(); // what is left of it, by name and value
    leftRules.set(key, rule);
  }
  return rule;
}

/* A published rule in the form in which something can be left of it; on a complete record "surely" says nothing. */
function shortest(rule) {
  switch (rule.kind) {
    case "is":
      return keep(`${rule.name}=${rule.value}`, () => ({ kind: "is", name: rule.name, value: rule.value, names: new Set([rule.name]) }));
    case "at_least": case "more_than":
      return keep(`${rule.name} ${rule.kind} ${rule.bound}`, () => ({ kind: rule.kind, name: rule.name, bound: rule.bound, names: new Set([rule.name]) }));
    case "not":
      return opposite(shortest(rule.rule));
    case "surely":
      return shortest(rule.rule);
    case "points":
      return count(rule.rows.map(([points, row]) => [points, shortest(row)]), rule.needed);
  }
  throw new Error(`not a rule: ${JSON.stringify(rule)}`);
}

function opposite(rule) {
  if (typeof rule === "boolean") return !rule;
  return keep(`!${rule.id}`, () => ({ kind: "not", rule, names: rule.names }));
}

/* A count of points whose rows may already be true or false. */
function count(rows, needed) {
  const remaining = [];
  for (const [points, row] of rows) {
    if (row === true) needed -= points;
    else if (row !== false) remaining.push([points, row]);
  }
  if (needed <= 0) return true;
  if (remaining.reduce((sum, [points]) => sum + points, 0) < needed) return false;
  const key = `${needed}:${remaining.map(([points, row]) => `${points}*${row.id}`).join("+")}`;
  let short = counts.get(key);
  if (short === undefined) counts.set(key, (short = shortestCount(remaining, needed)));
  return short;
}
const counts = new Map();

function shortestCount(rows, needed) {
  const kept = rows.filter(([points], place) => {
    const others = totals(rows.filter((_, other) => other !== place));
    for (let total = Math.max(needed - points, 0); total < needed; total++) if (others[total]) return true;
    return false;
  });
  const reached = totals(kept);
  while (!reached[needed]) needed++;
  if (kept.length === 1) return kept[0][1];
  const key = `${needed}of${kept.map(([points, row]) => `${points}*${row.id}`).join("+")}`;
  return keep(key, () => ({
    kind: "points", rows: kept, needed, names: new Set(kept.flatMap(([, row]) => [...row.names])),
  }));
}

/* Which totals some of the rows reach: a list that holds 1 at each of them. */
function totals(rows) {
  const reached = new Uint8Array(rows.reduce((sum, [points]) => sum + points, 1));
  reached[0] = 1;
  let highest = 0;
  for (const [points] of rows) {
    for (let total = highest; total >= 0; total--) if (reached[total]) reached[total + points] = 1;
    highest += points;
  }
  return reached;
}

/* What is left of a rule when one more name is known. value: of the variable, or a rule from which the variable follows. */
function fix(rule, name, value) {
  if (typeof rule === "boolean" || !rule.names.has(name)) return rule;
  const key = typeof value === "object" ? `${name}~${value.id}` : `${name}=${value}`;
  let left = rule.fixed.get(key);
  if (left === undefined) rule.fixed.set(key, (left = fixed(rule, name, value)));
  return left;
}

function fixed(rule, name, value) {
  switch (rule.kind) {
    case "is":
      return typeof value === "object" ? value : value === rule.value;
    case "at_least": case "more_than":
      return passes(rule, value);
    case "not":
      return opposite(fix(rule.rule, name, value));
    case "points":
      return count(rule.rows.map(([points, row]) => [points, fix(row, name, value)]), rule.needed);
  }
  throw new Error("not a rule");
}
