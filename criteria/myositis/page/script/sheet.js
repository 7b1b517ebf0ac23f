/* The printed page: one sheet of A4 with the values entered, the results, date, version, fingerprints and the disclaimer. */

const ROOM = 18; // values beside which a published table still fits
const WHOLE = 3; // so many sets are printed with their facts; more are printed with their sentences alone

function showSheet(sheet, { patient, recorded, results, invalid, refused, unread, response }) {
  const given = valuesGiven(recorded);
  const today = new Date().toLocaleDateString(DATA.language === "en" ? "en-GB" : DATA.language, { dateStyle: "long" });
  const opened = results.filter(({ whole }) => whole), scored = opened.find(({ result }) => result.column.score.length);
  const table = scored && given.length <= ROOM ? sheetTable(scored.result) : null;
  sheet.replaceChildren(
    make("header", { class: given.length > 40 ? "crowded" : "" }, make("p", { class: "sheet-title" }, TEXTS.page.title),
      make("p", {}, [patient, say(TEXTS.page.printed, { date: today })].filter(Boolean).join(" · "))),
    ...(invalid.length ? [make("p", {}, TEXTS.result.contradiction), make("ul", {}, invalid.map((text) => make("li", {}, text)))] : []),
    ...(opened.length > WHOLE ? sheetSentences(opened) : opened.map(({ result, found }) => sheetResult(result, found))),
    ...refused.map(([set, items]) => make("p", { class: "sheet-notes" },
      `${set.short_title}: ${TEXTS.result.contradiction} ${items.map((item) => item.text).join("; ")}.`)),
    make("p", { class: "brief" }, results.filter(({ whole }) => !whole).map(({ result }, place) =>
      [place ? " · " : "", make("b", {}, `${result.set.short_title}: `), shortOutcome(result)])),
    ...(response && entered(response.pair) ? [sheetVisits(response)] : []),
    make("div", { class: table ? "beside" : "" },
      make("div", {}, make("p", { class: "sheet-head" }, TEXTS.result.values), sheetValues(recorded, table),
        unread && make("p", { class: "sheet-notes" }, unread)),
      ...(table ? [make("div", {}, make("p", { class: "sheet-head" }, `${TEXTS.result.table}: ${scored.result.set.short_title}`), table)] : [])),
    make("footer", {},
      make("p", {}, TEXTS.page.disclaimer),
      make("p", {}, [say(TEXTS.page.version, { version: DATA.version }), ...results.map(({ result: { set } }) =>
        identityOf(set))].join(" · "))));
}

function valuesGiven(recorded) {
  return Object.keys(DATA.variables).filter((name) => recorded.has(name));
}

/* Many sets: the first sentence and the notes of each, and once what several results presuppose. */
function sheetSentences(opened) {
  const told = opened.map(({ result, found }) => ({ result, sentences: verdict(result, found) }));
  const conditions = new Map();
  for (const { result, sentences: [, ...rest] } of told) {
    for (const text of rest) conditions.set(text, [...(conditions.get(text) ?? []), result.set.short_title]);
  }
  const whose = (titles) => (titles.length === opened.length ? "" : `${titles.join(", ")}: `);
  return [
    make("section", { class: "sentences" }, told.map(({ result, sentences: [first] }) => make("p", {}, first,
      make("span", { class: "sheet-notes" }, furtherNotes(result).map((note) => ` ${capital(note.text)}.`).join(""))))),
    ...[...conditions].map(([text, titles]) => make("p", { class: "sheet-notes" }, whose(titles), text)),
  ];
}

/* Two visits: the score, and its points. */
function sheetVisits({ pair, result }) {
  const numbers = ({ measure }) => VISITS.map((visit) => numberOf(pair[visit][measure.name])).join(" → ");
  return make("section", {}, make("p", { class: "sheet-head" }, TEXTS.response.title),
    make("p", { class: "verdict" }, responseVerdict(pair, result)),
    make("p", { class: "sheet-notes" }, result.changes.map((change) =>
      `${capital(change.measure.words)}: ${numbers(change)}, ${say(TEXTS.result.points, { points: pointsOfChange(change) })}`).join(" · ")));
}

function numberOf(number) {
  return number === undefined ? "?" : numberWords(number);
}

function sheetValues(recorded, table) {
  const given = valuesGiven(recorded);
  if (!given.length) return make("p", {}, TEXTS.result.no_values);
  return make("ul", { class: `values ${table ? "single" : given.length > 2 * ROOM ? "dense" : ""}` }, given.map((name) =>
    make("li", {}, make("span", {}, capital(labelOf(name))), make("b", {}, valueWords(name, recorded.get(name))))));
}

/* The rows that count in the column that is read, with their points and what the record says. */
function sheetTable({ set, column, known, score }) {
  const rows = set.tables.find((one) => one.kind === "score")?.rows ?? [], chosen = set.columns.indexOf(column);
  const counted = rows.filter((row) => row.rule && row.points[chosen] !== null);
  return make("table", {}, make("tbody", {}, counted.map((row) => {
    const value = truth(row.rule, known);
    return make("tr", { class: lit(value) }, make("td", {}, capital(row.rule.words)), make("td", {}, mark(value)), make("td", {}, decimal(row.points[chosen], 1)));
  }), make("tr", { class: "holds" }, make("td", { colspan: 2 }, TEXTS.result.sum), make("td", {}, inPoints(score)))));
}

function sheetResult(result, found) {
  const { set } = result, [first, ...provided] = verdict(result, found);
  const settle = found.filter((item) => item.settles).slice(0, 3).map((item) => labelOf(item.finding));
  return make("section", {},
    make("p", { class: "sheet-head" }, set.short_title),
    make("p", { class: "verdict" }, first), provided.map((text) => make("p", {}, text)),
    facts(result),
    settle.length ? make("p", {}, `${TEXTS.result.settles}: ${settle.join("; ")}.`) : null,
    furtherNotes(result).length ? make("p", { class: "sheet-notes" }, furtherNotes(result).map((note) => `${capital(note.text)}.`).join(" ")) : null);
}
