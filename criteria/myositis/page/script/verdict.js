/* The first sentences on one result: what it is, what is still open, what it presupposes. */

function verdict(result, found) {
  return [sentences(result, found).join(" "), ...provided(result)];
}

function isClassified(set, level) {
  return set.classified.includes(level);
}

function sentences(result, found) {
  const { set, level, open_levels } = result, say_ = TEXTS.verdict, title = set.short_title;
  if (result.excluded) return [say(say_.excluded, { set: title, reasons: listed(reasonsOfExclusion(result), say_.and) })];
  if (nothingRecorded(result)) return [say(say_.nothing, { set: title })];
  const still = open_levels.filter((one) => one !== level);
  const told = [];
  if (isClassified(set, level)) {
    told.push(classifiedSentence(result));
    const higher = furthest(set, still);
    if (higher.length) told.push(say(say_.higher, { levels: listed(higher) }));
  } else if (still.some((one) => isClassified(set, one))) {
    const subgroup = result.subgroup && `${outcomeWords(set, level)} ${outcomeWords(set, result.subgroup)}`;
    told.push(say(say_.open, {
      as_it_is: subgroup ? say(say_.as_it_is, { outcome: subgroup }) : "",
      set: title, levels: listed(furthest(set, still)), chance: chance(result, say_.open_chance),
    }));
  } else return [neverSentence(result, still)];
  const finding = mostDecisive(result, found);
  if (finding && still.length) told.push(say(say_.decisive, { finding: labelOf(finding).replace(": ", ", ") }));
  return told;
}

function classifiedSentence(result) {
  const { set, level, subgroup } = result, say_ = TEXTS.verdict;
  const others = result.open_subgroups.filter((one) => one !== subgroup && one !== NO_SUBGROUP);
  const words = (outcome) => outcomeWords(set, outcome);
  let tail = "";
  if (subgroup && others.length) {
    const lacking = others.length === 1 ? untilFound(result, others[0]) : "";
    tail = lacking
      ? say(say_.subgroup_unless, { subgroup: words(subgroup), found: lacking })
      : say(say_.subgroup_or, { subgroup: words(subgroup), others: listed(others.map(words)) });
  } else if (subgroup && set.disease) tail = say(say_.subgroup, { subgroup: words(subgroup) });
  else if (others.length) tail = say(say_.subgroup_open, { others: listed(others.map(words)) });
  const alone = subgroup && !others.length ? ` ${words(subgroup)}` : "";
  const outcome = set.disease ? set.named_levels[level] : `${level === "met" ? "" : words(level)}${alone}`.trim();
  return say(say_.classified, { outcome, tail, set: set.short_title, chance: chance(result, say_.chance) });
}

/* Not classified, and no missing finding can change that. */
function neverSentence(result, still) {
  const { set, level } = result, say_ = TEXTS.verdict, told = { set: set.short_title, chance: chance(result, say_.chance) };
  if (still.length) return say(say_.never_open, { ...told, levels: listed(furthest(set, still)) });
  if (level === "not_met" || (set.ranked && level === set.levels[0])) return say(say_.never, told);
  const classified = listed(set.levels.filter((one) => isClassified(set, one)).map((one) => outcomeWords(set, one)));
  const outcome = set.disease ? set.named_levels[level] : `${outcomeWords(set, level)} ${outcomeWords(set, result.subgroup ?? "")}`.trim();
  return say(say_.too_low, { ...told, outcome, classified });
}

/* Of the levels that are open: the highest one where levels are ranked, otherwise all. */
function furthest(set, still) {
  const chosen = set.ranked ? set.levels.filter((level) => still.includes(level)).slice(-1) : still;
  return chosen.map((level) => outcomeWords(set, level));
}

/* The probability, or its range while what is missing can change the level; empty for criteria without one. */
function chance(result, sentence) {
  if (result.probability === null) return "";
  const told = result.open_levels.length > 1 ? percentRange(...result.probability_range) : percent(result.probability);
  return say(sentence, { probability: told });
}

const FEW = 3; // so many exclusions are named; more are counted

/* What the result presupposes and the record does not say: that no other disease explains it better, no exclusions. */
function provided({ set, provided: missing }) {
  const say_ = TEXTS.verdict, parts = [];
  const others = missing.filter((name) => name !== DATA.precondition).map((name) => set.precondition_words[name]);
  if (missing.includes(DATA.precondition)) parts.push(say_.no_better);
  if (others.length) {
    const named = others.length <= FEW ? listed(others) : say(say_.of_them, { count: others.length });
    parts.push(say(say_.no_exclusion, { exclusions: named }));
  }
  return parts.length ? [say(say_.provided, { conditions: listed(parts, say_.and) })] : [];
}

function reasonsOfExclusion({ set, known }) {
  const rows = set.excluded.kind === "points" ? set.excluded.rows.map(([, row]) => row) : [set.excluded];
  return rows.filter((row) => truth(row, known) === true).map((row) => row.words);
}

function nothingRecorded({ set, column, known }) {
  const rules = [set.excluded, ...column.score.map(([, rule]) => rule), ...set.criteria.map((item) => item.rule),
    ...[column.level, column.subgroup].flatMap((decision) => decision.lines.map((line) => line.rule).filter(Boolean))];
  return rules.every((rule) => [...namesIn(rule)].every((name) => !known.has(name)));
}

/* The finding that settles the result; failing that, the missing one that moves the score most. */
function mostDecisive(result, found) {
  if (!found.length) return null;
  if (found[0].settles) return found[0].finding;
  const missing = new Set(found.map((item) => item.finding));
  const rows = result.column.score.filter(([, rule]) => rule.name && missing.has(rule.name));
  const most = Math.max(...rows.map(([points]) => points));
  return rows.length ? rows.find(([points]) => points === most)[1].name : found[0].finding;
}

/* What would have to be found for another subgroup: what its line, further up, still lacks. */
function untilFound({ column, known }, other) {
  for (const { outcome, rule } of column.subgroup.lines) {
    if (!rule || truth(rule, known) === true) return "";
    if (outcome !== other || truth(rule, known) !== null) continue;
    if (rule.kind !== "points") return rule.words;
    const missing = rule.rows.map(([, row]) => row).filter((row) => truth(row, known) === null);
    const bare = missing.map((row) => row.bare ?? row.words);
    return listed(bare, rule.needed === 1 ? TEXTS.verdict.or : TEXTS.verdict.and);
  }
  return "";
}
