/* The printed page: one sheet of A4 with the values entered, the results, date, version, fingerprints and the disclaimer. */

const ROOM = 18; // values beside which a published table still fits

function showSheet(sheet, { patient, recorded, results, invalid, response }) {
  const given = Object.keys(DATA.variables).filter((name) => recorded.has(name));
  const today = new Date().toLocaleDateString(DATA.language === "en" ? "en-GB" : DATA.language, { dateStyle: "long" });
  const opened = results.filter(({ whole }) => whole), scored = opened.find(({ result }) => result.column.score.length);
  const table = scored && given.length <= ROOM ? sheetTable(scored.result) : null;
  sheet.replaceChildren(
    make("header", { class: given.length > 40 || results.length > 4 ? "crowded" : "" }, make("p", { class: "sheet-title" }, TEXTS.page.title),
      make("p", {}, [patient, say(TEXTS.page.printed, { date: today })].filter(Boolean).join(" · "))),
    ...(invalid.length ? [make("p", {}, TEXTS.result.contradiction), make("ul", {}, invalid.map((text) => make("li", {}, text)))] : []),
    ...opened.map(({ result, found }) => sheetResult(result, found)),
    make("p", { class: "brief" }, results.filter(({ whole }) => !whole).map(({ result }, place) =>
      [place ? " · " : "", make("b", {}, `${result.set.short_title}: `), shortOutcome(result)])),
    ...(response && entered(response.pair) ? [sheetVisits(response)] : []),
    make("div", { class: table ? "beside" : "" },
      make("div", {}, make("p", { class: "sheet-head" }, TEXTS.result.values), sheetValues(given, recorded, table)),
      ...(table ? [make("div", {}, make("p", { class: "sheet-head" }, `${TEXTS.result.table}: ${scored.result.set.short_title}`), table)] : [])),
    make("footer", {},
      make("p", {}, TEXTS.page.disclaimer),
      make("p", {}, [say(TEXTS.page.version, { version: DATA.version }), ...results.map(({ result: { set } }) =>
        `${set.full_id}@${set.revision} ${set.fingerprint}`)].join(" · "))));
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

function sheetValues(given, recorded, table) {
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
