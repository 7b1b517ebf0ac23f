/* Two visits side by side: what is entered of each measure, its points, and the score with its category. */

function buildVisits(place, changed) {
  const texts = TEXTS.response;
  const choice = (name, label, options) => make("label", {}, `${label} `, make("select", { name }, options.map(([value, words]) => make("option", { value }, words))));
  const scales = new Map(RESPONSE.measures.filter((one) => one.maxima.length > 1).map((one) => [one.maxima.join(), one.maxima]));
  const scaleName = (maxima) => say(texts.scale, { measures: listed(RESPONSE.measures.filter((one) => one.maxima.join() === maxima.join()).map((one) => one.words), TEXTS.verdict.and) });
  place.append(
    make("p", { class: "hint" }, texts.about),
    make("div", { class: "study" },
      choice("thresholds", texts.thresholds, Object.entries(RESPONSE.thresholds).map(([name, { lowest_tenths }]) =>
        [name, say(texts[`thresholds_${name}`], { totals: Object.values(lowest_tenths).reverse().map((lowest) => lowest / 10).join(", ") })])),
      [...scales.values()].map((maxima) => choice(`scale-${maxima.join()}`, scaleName(maxima), [["", texts.choose], ...maxima.map((one) => [one, `0–${one}`])]))),
    make("table", { class: "published visits" },
      make("thead", {}, make("tr", {}, make("td"), [texts.baseline, texts.follow_up, texts.change, texts.points].map((words) => make("th", { scope: "col" }, words)))),
      make("tbody", {}, RESPONSE.points.rows.map(visitRow))),
    make("p", { class: "verdict", id: "response-verdict", "aria-live": "polite" }),
    make("p", { class: "combination", id: "response-settles" }),
    fold("response source", TEXTS.result.source, false,
      [RESPONSE.points, ...Object.values(RESPONSE.thresholds)].map((one) => make("p", {}, say(texts.evidence, { citation: one.citation, grade: one.grade })))));
  place.addEventListener("input", changed);
  place.addEventListener("change", changed);
  place.addEventListener("submit", (event) => event.preventDefault());
}

function visitRow(row) {
  const texts = TEXTS.response, measures = row.measures.map((name) => RESPONSE.measures.find((one) => one.name === name));
  const input = (kind, visit, words) => make("input", { type: "text", inputmode: "decimal", name: `${kind}-${row.name}-${visit}`, "aria-label": words });
  const name = measures.length > 1
    ? make("select", { name: `use-${row.name}`, "aria-label": texts.measure }, measures.map((one) => make("option", { value: one.name }, capital(one.words))))
    : capital(measures[0].words);
  const cell = (visit) => make("td", {}, make("span", { class: "narrow" }, `${texts[visit]} `), input("value", visit, `${measures[0].words}, ${texts[visit]}`),
    make("span", { class: "limit", hidden: true }, ` ${texts.limit} `, input("limit", visit, `${measures[0].words}, ${texts.limit}, ${texts[visit]}`)));
  return make("tr", { id: `row-${row.name}` }, make("th", { scope: "row" }, name), VISITS.map(cell),
    make("td", { class: "points" }, make("span", { class: "percent" }),
      make("span", { class: "direct", hidden: true }, input("percent", VISITS[1], `${measures[0].words}, ${texts.change}`), " %")),
    make("td", { class: "points" }));
}

/* What is entered; a number that cannot be read, or outside its scale, is marked and left out. */
function readVisits(form) {
  const value = (name) => form.elements[name]?.value ?? "", study = { thresholds: value("thresholds"), maxima: {}, use: [] };
  for (const measure of RESPONSE.measures) if (measure.maxima.length > 1) study.maxima[measure.name] = Number(value(`scale-${measure.maxima.join()}`)) || null;
  const pair = { baseline: {}, follow_up: {}, study, unscaled: new Set() };
  for (const row of RESPONSE.points.rows) {
    const measure = measureOf(row, [value(`use-${row.name}`)]);
    study.use.push(measure.name);
    const maximum = measure.maxima.length > 1 ? study.maxima[measure.name] : measure.maxima[0] ?? null;
    const read = (kind, visit, rules, into) => {
      const input = form.elements[`${kind}-${row.name}-${visit}`];
      const { value: number, problem } = input.value.trim() ? readNumber(rules, input.value) : {};
      const unscaled = kind === "value" && measure.maxima.length > 1 && maximum === null;
      const wrong = problem !== undefined || typeof number === "object" || (unscaled && number !== undefined);
      if (unscaled && number !== undefined) pair.unscaled.add(measure.words);
      input.setAttribute("aria-invalid", String(wrong));
      if (number !== undefined && !wrong) pair[visit][into] = number;
    };
    for (const visit of VISITS) {
      read("value", visit, { lowest: 0, highest: maximum, above_lowest: false }, measure.name);
      if (measure.limit) read("limit", visit, { lowest: 0, highest: null, above_lowest: true }, measure.limit);
    }
    if (!measure.maxima.length) read("percent", VISITS[1], { lowest: -Infinity, highest: null, above_lowest: false }, `${measure.name}_change_percent`);
  }
  return pair;
}

function updateVisits(form) {
  const pair = readVisits(form), result = improvement(pair), texts = TEXTS.response;
  for (const change of result.changes) {
    const row = document.getElementById(`row-${change.row.name}`), [percent, points] = row.querySelectorAll("td.points");
    row.querySelectorAll(".limit").forEach((part) => { part.hidden = !change.measure.limit; });
    percent.querySelector(".direct").hidden = change.measure.maxima.length > 0;
    percent.querySelector(".percent").textContent = percentOfChange(change);
    points.textContent = pointsOfChange(change);
    row.className = change.low !== change.high ? "open" : change.high > 0 ? "holds" : "";
  }
  document.getElementById("response-verdict").textContent = responseVerdict(pair, result);
  const settling = result.settling.map((change) => change.measure.words);
  document.getElementById("response-settles").textContent = settling.length && entered(pair) ? `${TEXTS.result.settles}: ${settling.join("; ")}.` : "";
  return { pair, result };
}

function percentOfChange({ percent }) {
  return percent ? say(TEXTS.verdict.percent, { number: decimal(Number((1000n * percent.n) / percent.d) / 1000, 1) }) : "";
}

function pointsOfChange({ low, high }) {
  return low === high ? inPoints(low) : say(TEXTS.verdict.range, { low: inPoints(low), high: inPoints(high) });
}

function entered(pair) {
  return VISITS.some((visit) => Object.keys(pair[visit]).length > 0);
}

/* The first sentence: the score, and the category or why there is none. */
function responseVerdict(pair, { low, high, lacking, category_low, category_high }) {
  const texts = TEXTS.response, words = (category) => texts[`category_${category}`];
  if (pair.unscaled.size) return say(texts.unscaled, { measures: listed([...pair.unscaled], TEXTS.verdict.and) });
  if (!entered(pair)) return texts.nothing;
  const score = low === high ? inPoints(low) : say(TEXTS.verdict.range, { low: inPoints(low), high: inPoints(high) });
  if (lacking.length) return say(texts.lacking, { score, measures: listed(lacking.map((change) => change.measure.words), TEXTS.verdict.and) });
  if (category_low === category_high) return say(texts.known, { score, category: capital(words(category_low)) });
  return say(texts.open, { score, low: words(category_low), high: words(category_high) });
}
