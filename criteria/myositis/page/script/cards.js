/* The result under each criteria set: a card with the verdict first, then the numbers, what would settle it, and the published
   table with its rows lit. The first sets stand open; the others on offer are one line each until they are opened. */

const OPENED = new Map(); // which foldable parts the reader has opened or closed, by name

function buildCards(place, opened) {
  const [first, others] = [DATA.sets.slice(0, DATA.opened), DATA.sets.slice(DATA.opened)];
  const card = (set, open) => make("details", { class: "card", id: `card-${set.full_id}`, open, toggle: opened },
    make("summary", {}, make("h3", {}, set.short_title), make("span", { class: "chip" })), make("div", { class: "inside" }));
  place.append(...first.map((set) => card(set, true)));
  if (others.length) place.append(make("h3", { class: "others" }, TEXTS.result.other_sets), ...others.map((set) => card(set, false)));
}

function cardOf(set) {
  return document.getElementById(`card-${set.full_id}`);
}

/* A part that can be folded away, and stays as the reader left it. */
function fold(name, title, open, ...children) {
  return make("details", {
    class: "fold", open: OPENED.get(name) ?? open, toggle: ({ target }) => OPENED.set(name, target.open),
  }, make("summary", {}, title), ...children);
}

function showCard(result, found) {
  const { set } = result, card = cardOf(set);
  const state = stateOf(result);
  card.dataset.state = state;
  card.querySelector(".chip").textContent = shortOutcome(result);
  const inside = card.querySelector(".inside");
  if (!card.open) return inside.replaceChildren();
  const [first, ...provided] = verdict(result, found);
  inside.replaceChildren(...[
    make("p", { class: "verdict" }, first),
    provided.map((text) => make("p", { class: "provided" }, text)),
    result.column.score.length ? scale(result) : null,
    facts(result),
    settling(result, found),
    notes(result),
    result.column.score.length ? scoreTable(result) : null,
    set.criteria.length ? criteriaTable(result) : null,
    decided(result),
    source(set),
  ].flat().filter(Boolean));
}

/* Under a set that reads what contradicts each other, nothing is classified; whether that is so. */
function refuseCard(set, against) {
  if (!against.length) return false;
  const card = cardOf(set);
  card.dataset.state = "excluded";
  card.querySelector(".chip").textContent = TEXTS.result.invalid;
  card.querySelector(".inside").replaceChildren(make("div", { class: "contradiction" }, make("p", {}, TEXTS.result.contradiction),
    make("ul", {}, against.map((item) => make("li", {}, `${capital(item.text)}.`)))));
  return true;
}

/* classified, open (it could still be), or not; a colour that words say as well. */
function stateOf({ set, level, excluded, open_levels }) {
  if (excluded) return "excluded";
  if (isClassified(set, level)) return "classified";
  return open_levels.some((one) => isClassified(set, one)) ? "open" : "not";
}

/* The level in a few words, and what is open: `not met, up to definite`; `not met, could still be met`; `definite, DM or ADM`. */
function shortOutcome({ set, level, subgroup, excluded, determined, open_levels, open_subgroups }) {
  const told = outcomeWords(set, level), met = set.met_or_not && subgroup;
  const text = met ? say(TEXTS.result.level_as, { level: told, subgroup }) : [told, subgroup].filter(Boolean).join(" ");
  if (excluded || determined) return text;
  const still = furthest(set, open_levels.filter((one) => one !== level));
  if (still.length && set.met_or_not) return `${text}, ${say(TEXTS.result.could_be, { level: listed(still) })}`;
  if (still.length) return `${text}, ${say(set.ranked ? TEXTS.result.up_to : TEXTS.result.or_also, { level: listed(still) })}`;
  const others = open_subgroups.filter((one) => one !== NO_SUBGROUP);
  return others.length > 1 ? `${told}, ${listed(others)}` : text;
}

/* The points that each level needs in a column. */
function cutOffs(column) {
  return column.level.lines
    .filter(({ rule }) => rule?.kind === "points" && rule.rows.length === column.score.length)
    .map(({ outcome, rule }) => ({ level: outcome, needed: rule.needed }));
}

/* The points as a bar: on the record, and at most with what is missing, against the cut-offs. */
function scale(result) {
  const { set, column, score, score_range: [, highest_score] } = result, cuts = cutOffs(column);
  if (!cuts.length) return null;
  const end = Math.max(cuts[0].needed * 1.7, score * 1.05), share = (points) => Math.min(100, (100 * points) / end);
  const needed = listed(cuts.map((cut) => `${inPoints(cut.needed)} ${outcomeWords(set, cut.level)}`), TEXTS.verdict.and);
  const told = say(TEXTS.result.scale, { points: inPoints(score), highest: inPoints(highest_score), needed });
  const ticks = cuts.map((cut, place) => make("span", {
    class: `tick${crowded(cuts, place, share) ? " crowded" : ""}`, style: `left:${share(cut.needed)}%`,
  }, make("span", {}, `${outcomeWords(set, cut.level)} ${inPoints(cut.needed)}`)));
  return make("div", { class: "scale", role: "img", "aria-label": told },
    make("div", { class: "bar" },
      make("span", { class: "most", style: `width:${share(highest_score)}%` }),
      make("span", { class: "points", style: `width:${share(score)}%` })),
    ticks);
}

/* A tick too close to the next higher one keeps its line and loses its label. */
function crowded(cuts, place, share) {
  return place > 0 && share(cuts[place - 1].needed) - share(cuts[place].needed) < (place === 1 ? 6 : 16);
}

function facts(result) {
  const { set, column, level, subgroup, excluded, score, open_levels, open_subgroups, determined } = result;
  const texts = TEXTS.result, rows = [["level", texts.level, capital(outcomeWords(set, level))]];
  if (subgroup) rows.push(["subgroup", texts.subgroup, `${capital(outcomeWords(set, subgroup))}${outcomeWords(set, subgroup) === subgroup ? "" : ` (${subgroup})`}`]);
  else if (!excluded && open_subgroups.some((one) => one !== NO_SUBGROUP) && isClassified(set, level)) rows.push(["subgroup", texts.subgroup, texts.blank_subgroup]);
  if (score !== null) {
    const [, highest_score] = result.score_range;
    const points = score === highest_score ? say(texts.points, { points: inPoints(score) })
      : say(texts.points_range, { points: inPoints(score), highest: inPoints(highest_score) });
    const next = cutOffs(column).filter((cut) => cut.needed > score).at(-1) ?? cutOffs(column)[0];
    const needed = next && say(texts.needed, { points: inPoints(next.needed), level: outcomeWords(set, next.level) });
    rows.push(["score", column.words ? say(texts.in_column, { column: column.words }) : texts.score, [points, needed].filter(Boolean).join("; ")]);
  }
  if (result.probability !== null) rows.push(["probability", texts.probability, percentRange(...result.probability_range)]);
  if (set.criteria.length) {
    const all = set.criteria.length;
    rows.push(["criteria", texts.criteria, say(texts.criteria_met, { met: result.criteria_met.length, all })]);
  }
  const groups = set.groups.filter((group) => result.groups.includes(group.name)).map((group) => `${group.name}, ${group.words}`);
  if (groups.length) rows.push(["groups", texts.groups, groups.join("; ")]);
  if (!excluded) rows.push(["open", texts.open, determined ? (set.met_or_not ? texts.open_none_met : texts.open_none) : openWords(set, open_levels, open_subgroups)]);
  return make("dl", { class: "facts" }, rows.map(([part, name, value]) => make("div", { "data-part": part }, make("dt", {}, name), make("dd", {}, value))));
}

function openWords(set, levels, subgroups) {
  const texts = TEXTS.result, named = subgroups.map((one) => (one === NO_SUBGROUP ? texts.no_subgroup : one)), parts = [];
  if (levels.length > 1) parts.push(set.met_or_not ? texts.open_met : say(texts.open_levels, { levels: listed(levels.map((one) => outcomeWords(set, one))) }));
  if (subgroups.length > 1) parts.push(say(texts.open_subgroups, { subgroups: listed(named) }));
  return parts.join("; ");
}

/* What a value of a missing finding would lead to: `definite, DM`; `met as DM` or `still open` where there are no levels. */
function consequenceWords(set, { open_levels, open_subgroups }) {
  if (set.met_or_not) {
    const named = listed(open_subgroups.filter((one) => one !== NO_SUBGROUP)), [level] = open_levels.map((one) => outcomeWords(set, one));
    return open_levels.length > 1 ? TEXTS.result.still_open : named ? say(TEXTS.result.level_as, { level, subgroup: named }) : level;
  }
  const words = open_levels.map((one) => outcomeWords(set, one));
  const levels = set.ranked && words.length > 2 ? say(TEXTS.verdict.range, { low: words[0], high: words.at(-1) }) : listed(words);
  const subgroups = open_subgroups.filter((one) => one !== NO_SUBGROUP);
  return [levels, subgroups.length && subgroups.length < 4 ? listed(subgroups) : ""].filter(Boolean).join(", ");
}

function answerWords(name, { value, branch }) {
  return branch === true ? TEXTS.result.holds : branch === false ? TEXTS.result.fails : value;
}

const SHOWN = 5;

/* What would settle the result or move it, most decisive first; what matters only together with others, in one line. */
function settling(result, found) {
  const { set } = result, texts = TEXTS.result;
  if (!found.length) return null;
  const moves = ({ settles, consequences }) => settles || new Set(consequences.map((one) => consequenceWords(set, one.result))).size > 1;
  const first = new Set(decisiveFindings(result, found)), place = ({ finding }) => (first.has(finding) ? 0 : 1);
  const alone = found.filter(moves).sort((one, two) => place(one) - place(two)), together = found.filter((item) => !moves(item)).map((item) => questionLink(item.finding));
  const line = (item) => make("li", {}, questionLink(item.finding), item.settles ? make("span", { class: "settles" }, texts.settles_tag) : null,
    make("span", { class: "ways" }, sameWays(set, item).map(([answers, outcome]) =>
      make("span", {}, make("b", {}, `${answers.join(", ")}: `), outcome))));
  const more = alone.slice(SHOWN);
  return [
    alone.length ? make("h4", {}, alone[0].settles ? texts.settles : texts.helps) : null,
    alone.length ? make("ul", { class: "settling" }, alone.slice(0, SHOWN).map(line)) : null,
    more.length ? fold(`${set.full_id} more`, say(texts.more, { count: more.length }), false, make("ul", { class: "settling" }, more.map(line))) : null,
    together.length ? make("p", { class: "combination" }, sentenceAround(texts.combination, together)) : null,
  ];
}

/* The answers that lead to the same outcome, together. */
function sameWays(set, { finding, consequences }) {
  const ways = new Map();
  for (const one of consequences) {
    const outcome = consequenceWords(set, one.result);
    ways.set(outcome, [...(ways.get(outcome) ?? []), answerWords(finding, one)]);
  }
  return [...ways].map(([outcome, answers]) => [answers, outcome]).reverse();
}

/* A sentence with elements, separated, in the place of {findings}. */
function sentenceAround(sentence, elements) {
  const [before, after] = sentence.split("{findings}");
  return [before, ...elements.flatMap((element, place) => (place ? ["; ", element] : [element])), after];
}

function questionLink(name) {
  if (!document.getElementById(`question-${name}`)) return make("span", { class: "finding" }, labelOf(name));
  return make("a", { class: "finding", href: `#question-${name}`, click: goTo }, labelOf(name));
}

/* Open what hides the question, and put the focus on its answer. */
function goTo(event) {
  event.preventDefault();
  const target = document.querySelector(event.currentTarget.getAttribute("href"));
  for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  target.scrollIntoView({ block: "center" });
  target.querySelector("input:checked, input[type=text]").focus({ preventScroll: true });
}

function notes(result) {
  const told = furtherNotes(result);
  if (!told.length) return null;
  return [make("h4", {}, TEXTS.result.notes), make("ul", { class: "notes" }, told.map((note) => make("li", {}, capital(note.text) + ".")))];
}

/* The notes on criteria that apply, without those that only say what the verdict presupposes. */
function furtherNotes({ excluded, notes, provided: missing }) {
  return excluded ? [] : notes.filter((note) => !(missing.length && note.presupposed));
}

function mark(value) {
  return value === null ? TEXTS.result.open_mark : value ? TEXTS.result.holds : TEXTS.result.fails;
}

function lit(value) {
  return value === null ? "open" : value ? "holds" : "fails";
}

/* The published score: each row with what the record says, in the column that is read. */
function scoreTable(result) {
  const { set, column, known, score, score_range: [, highest_score] } = result, texts = TEXTS.result;
  const table = set.tables.find((one) => one.kind === "score"), cuts = set.tables.find((one) => one.kind === "cut_offs");
  if (!table) return null;
  const chosen = set.columns.indexOf(column), several = table.columns.length > 1;
  const cell = (points, place) => make("td", { class: place === chosen ? "points chosen" : "points" }, points === null ? "–" : decimal(points, 1));
  const rows = table.rows.map((row) => {
    if (row.heading) return make("tr", { class: "heading" }, make("th", { colspan: 2 + table.columns.length, scope: "colgroup" }, row.heading));
    const value = truth(row.rule, known), counted = row.points[chosen] !== null;
    return make("tr", { class: counted ? lit(value) : "apart" },
      make("th", { scope: "row" }, capital(row.rule.words)), row.points.map(cell), make("td", { class: "mark" }, counted ? mark(value) : "–"));
  });
  const total = (words, points) => make("tr", { class: "total" },
    make("th", { scope: "row" }, words), table.columns.map((_, place) => make("td", { class: "points" }, place === chosen ? inPoints(points) : "")), make("td"));
  const bounds = (cuts?.rows ?? []).map((row) => make("tr", { class: row.level === result.level ? "holds" : "" },
    make("th", { scope: "row" }, capital(outcomeWords(set, row.level))),
    row.points.map((points, place) => make("td", { class: place === chosen ? "points chosen" : "points" }, say(texts.cut_off, { points: decimal(points, 1) }))),
    make("td", { class: "mark" }, row.level === result.level ? texts.holds : "")));
  return fold(`${set.full_id} table`, `${texts.table} (${table.place})`, true, make("table", { class: "published" },
    make("thead", {}, make("tr", {}, make("td"),
      table.columns.map((name, place) => make("th", { scope: "col", class: place === chosen ? "chosen" : "" }, several ? name : texts.points_head)),
      make("th", { scope: "col" }, texts.answer_head))),
    make("tbody", {}, rows, total(texts.sum, score), highest_score === score ? null : total(texts.sum_most, highest_score), bounds)));
}

/* Named criteria, each with what the record says. */
function criteriaTable({ set, known }) {
  const texts = TEXTS.result;
  return fold(`${set.full_id} criteria`, texts.criteria, true, make("table", { class: "published" },
    make("thead", {}, make("tr", {}, make("td"), make("th", { scope: "col" }, texts.answer_head))),
    make("tbody", {}, set.criteria.map((item) => {
      const value = truth(item.rule, known);
      return make("tr", { class: lit(value) }, make("th", { scope: "row" }, capital(item.words), item.asks && make("small", {}, item.asks)),
        make("td", { class: "mark" }, mark(value)));
    }))));
}

/* The lines of level and subgroup, as far as the first that holds. */
function decided(result) {
  const { set, column, known, excluded } = result, texts = TEXTS.result;
  if (excluded) return null;
  const lines = (decision, title) => {
    const rows = [];
    for (const { outcome, rule } of decision.lines) {
      const value = rule ? onRecord(rule, known) : true, open = rule && truth(rule, known) === null;
      rows.push(make("tr", { class: value ? "holds" : open ? "open" : "fails" },
        make("th", { scope: "row" }, capital(outcome === NO_SUBGROUP ? texts.no_subgroup : outcomeWords(set, outcome))),
        make("td", {}, rule ? rule.words : texts.otherwise), make("td", { class: "mark" }, open ? texts.open_mark : value ? texts.holds : texts.fails)));
      if (value) break;
    }
    return make("table", { class: "published lines" }, make("caption", {}, title), make("tbody", {}, rows));
  };
  return fold(`${set.full_id} lines`, texts.lines, false, lines(column.level, texts.level), lines(column.subgroup, texts.subgroup));
}

function source(set) {
  const identity = identityOf(set);
  const graded = set.evidence.map(({ part, grade, means, remark }) => make("li", {}, make("b", {}, `${grade} `),
    `${capital(part)}: ${[means, remark].filter(Boolean).join("; ")}.`));
  return fold(`${set.full_id} source`, TEXTS.result.source, false, set.citations.map((text) => make("p", {}, text)), make("p", {}, identity),
    graded.length ? [make("h4", {}, TEXTS.result.evidence), make("ul", { class: "notes" }, graded)] : null);
}
