/* The first sentences on one result: what it is, what is still open, what it presupposes. */

function verdict(result, found) {
  const reached = [result.level, ...result.open_levels].some((level) => isClassified(result.set, level));
  return [sentences(result, found).join(" "), ...(reached && !nothingRecorded(result) ? provided(result) : [])];
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
    told.push(say(say_.open, { as_it_is: soFar(result), set: title, reach: reach(set, still), chance: chance(result, say_.open_chance) }));
  } else return [neverSentence(result, still)];
  const decisive = decisiveFindings(result, found).map((name) => asAFinding(labelOf(name)));
  if (decisive.length && still.length) told.push(say(say_.decisive, { finding: decisiveWords(decisive) }));
  return told;
}

/* `: possible dermatomyositis`, of a patient who is not classified; nothing where no criteria are met. */
function soFar(result) {
  const { set, level } = result;
  return isUnmet(set, level) ? "" : say(TEXTS.verdict.as_it_is, { outcome: levelNamed(result) });
}

function isUnmet(set, level) {
  return level === set.unmet;
}

/* `definite inflammatory myopathy`, or the level with its subgroup where that names the disease. */
function levelNamed({ set, level, subgroup }) {
  if (set.disease) return set.named_levels[level] ?? outcomeWords(set, level);
  if (subgroup) return set.named_levels[`${level} ${subgroup}`];
  return level === "met" ? "" : outcomeWords(set, level);
}

/* How far what is missing could lead: to a level, with the disease where it is a narrow one; or to the criteria being met. */
function reach(set, still) {
  const say_ = TEXTS.verdict, levels = furthestLevels(set, still), words = listed(levels.map((one) => outcomeWords(set, one)));
  if (set.met_or_not) return say_.meet;
  if (!set.narrow) return say(say_.make, { levels: words });
  const named = levels.length > 1 ? say(say_.disease_levels, { disease: set.disease, levels: words }) : set.named_levels[levels[0]];
  return say(say_.make, { levels: named });
}

/* `a or b`; more than a few are counted. */
function decisiveWords(findings) {
  return findings.length <= FEW ? listed(findings) : say(TEXTS.verdict.any_other, { finding: findings[0], count: findings.length - 1 });
}

/* `biopsy: rimmed vacuoles` inside a sentence: `rimmed vacuoles (biopsy)`. */
function asAFinding(label) {
  const place = label.indexOf(": ");
  return place < 0 ? label : `${label.slice(place + 2)} (${label.slice(0, place)})`;
}

function classifiedSentence(result) {
  const { set, level, subgroup } = result, say_ = TEXTS.verdict;
  const others = result.open_subgroups.filter((one) => one !== subgroup && one !== NO_SUBGROUP);
  const words = (outcome) => outcomeWords(set, outcome), rivals = listed(others.map(words));
  const outcome = levelNamed({ set, level });
  let told = outcome || words(level);
  if (subgroup && others.length) {
    const lacking = others.length === 1 ? untilFound(result, others[0]) : "", named = { subgroup: words(subgroup) };
    told = lacking ? say(say_.subgroup_unless, { ...named, found: lacking }) : say(say_.subgroup_or, { ...named, others: rivals });
    if (outcome) told = say(say_.with_subgroup, { outcome, subgroup: told });
  } else if (subgroup) told = set.disease ? say(say_.subgroup, { outcome, subgroup: words(subgroup) }) : levelNamed(result);
  else if (others.length) told = outcome ? say(say_.subgroup_open, { outcome, others: rivals }) : say(say_.which_open, { others: rivals });
  return say(say_.classified, { outcome: told, set: set.short_title, chance: chance(result, say_.chance) });
}

/* Not classified, and no missing finding can change that. */
function neverSentence(result, still) {
  const { set, level } = result, say_ = TEXTS.verdict, told = { set: set.short_title, chance: chance(result, say_.chance) };
  if (still.length) return say(say_.never_open, { ...told, levels: listed(furthest(set, still)) });
  if (isUnmet(set, level)) return say(say_.never, told);
  const classified = listed(set.levels.filter((one) => isClassified(set, one)).map((one) => outcomeWords(set, one)));
  return say(say_.too_low, { ...told, outcome: levelNamed(result), classified });
}

/* Of the levels that are open: the highest one where levels are ranked, otherwise all. */
function furthestLevels(set, still) {
  return set.ranked ? set.levels.filter((level) => still.includes(level)).slice(-1) : still;
}

function furthest(set, still) {
  return furthestLevels(set, still).map((level) => outcomeWords(set, level));
}

/* The probability, or its range while what is missing can change the level; empty for criteria without one. */
function chance(result, sentence) {
  if (result.probability === null) return "";
  const told = result.open_levels.length > 1 ? percentRange(...result.probability_range) : percent(result.probability);
  return say(sentence, { probability: told });
}

const FEW = 3; // so many exclusions, or findings that decide alike, are named; more are counted

/* What the result presupposes and the record does not say: that no other disease explains it better, no exclusions. */
function provided({ set, provided: missing }) {
  const say_ = TEXTS.verdict, parts = [];
  const others = missing.filter((name) => name !== DATA.precondition).map((name) => set.precondition_words[name]);
  if (missing.includes(DATA.precondition)) parts.push(say_.no_better);
  if (others.length) {
    parts.push(others.length <= FEW ? say(say_.no_exclusion, { exclusions: listed(others) }) : say(say_.no_exclusions, { count: others.length }));
  }
  return parts.length ? [say(say_.provided, { conditions: listed(parts, say_.and) })] : [];
}

function reasonsOfExclusion({ set, known }) {
  const rows = set.excluded.kind === "points" ? set.excluded.rows.map(([, row]) => row) : [set.excluded];
  return rows.filter((row) => truth(row, known) === true).map((row) => set.precondition_words[row.name] ?? row.words);
}

function nothingRecorded({ set, column, known }) {
  const rules = [set.excluded, ...column.score.map(([, rule]) => rule), ...set.criteria.map((item) => item.rule),
    ...[column.level, column.subgroup].flatMap((decision) => decision.lines.map((line) => line.rule).filter(Boolean))];
  return rules.every((rule) => nothingKnown(rule, known));
}

/* Whether the record answers nothing that a rule asks. */
function nothingKnown(rule, known) {
  if (rule.rows) return rule.rows.every(([, row]) => nothingKnown(row, known));
  return rule.rule ? nothingKnown(rule.rule, known) : truth(rule, known) === null;
}

/* The finding that settles the result; failing that, the missing one that moves the score most, or changes by itself which
   levels are open, with those that decide exactly alike. */
function decisiveFindings(result, found) {
  if (!found.length) return [];
  const missing = new Set(found.map((item) => item.finding));
  const rows = result.column.score.filter(([, rule]) => rule.name && missing.has(rule.name));
  if (rows.length && !found[0].settles) {
    const most = Math.max(...rows.map(([points]) => points));
    return [rows.find(([points]) => points === most)[1].name];
  }
  const ways = ({ consequences }) => JSON.stringify(consequences.map(({ result: then }) => [then.level, then.subgroup, then.open_levels, then.open_subgroups]));
  const moving = found.filter(({ consequences }) => consequences.some(({ result: then }) => then.open_levels.join() !== result.open_levels.join()));
  return moving.filter((item) => ways(item) === ways(moving[0])).map((item) => item.finding);
}

/* What would have to be found for another subgroup: what its line, further up, still lacks; empty where that is a count of
   several, or too much for a sentence. */
function untilFound({ column, known }, other) {
  for (const { outcome, rule } of column.subgroup.lines) {
    if (!rule || truth(rule, known) === true) return "";
    if (outcome !== other || truth(rule, known) !== null) continue;
    if (rule.kind !== "points") return rule.words;
    const missing = rule.rows.map(([, row]) => row).filter((row) => truth(row, known) === null);
    if (missing.length > FEW || missing.some((row) => (row.kind === "surely" ? row.rule : row).needed > 1)) return "";
    const bare = missing.map((row) => row.bare ?? row.words);
    return listed(bare, rule.needed === 1 ? TEXTS.verdict.or : TEXTS.verdict.and);
  }
  return "";
}
