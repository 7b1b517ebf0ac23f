/* The questions: three answers each, a definition behind each, details on request. What is typed becomes a record. */

const NEEDED_BY = new Map(); // the sets that need an answer which the opened ones do not ask for
const REFUSED = new Map(); // what could not be read, by name: its message

function buildForm(form, changed) {
  const patient = make("div", { class: "patient" },
    make("label", { for: "patient" }, TEXTS.page.patient),
    make("input", { id: "patient", type: "text", "aria-describedby": "patient-hint", input: changed }),
    make("span", { id: "patient-hint", class: "hint" }, TEXTS.page.patient_hint));
  form.append(patient);
  for (const section of DATA.sections) {
    const inner = section.questions.map((item) => question(item));
    if (section.exclusions.length) inner.push(make("details", { class: "fold" },
      make("summary", {}, say(TEXTS.answer.exclusions, { count: section.exclusions.length })),
      section.exclusions.map((item) => question(item))));
    form.append(make("fieldset", {}, make("legend", {}, section.title), inner));
  }
  form.addEventListener("input", changed);
  form.addEventListener("keydown", answerByKey);
  form.addEventListener("submit", (event) => event.preventDefault());
}

/* A question with its details; `sets` are those that alone read it, so that it is asked when one of them is opened. */
function question({ name, details, sets }) {
  if (sets.length) NEEDED_BY.set(name, sets);
  const asked = [ask(name)];
  if (details.length) asked.push(make("details", { class: "fold parts", id: `parts-${name}` },
    make("summary", {}, detailWords(details)),
    details.map(ask)));
  return asked;
}

function detailWords(details) {
  const kinds = new Set(details.map((name) => DATA.variables[name].kind));
  return kinds.has("day") ? TEXTS.answer.from_dates : kinds.has("measurement") ? TEXTS.answer.from_values : TEXTS.answer.from_parts;
}

/* One question: its label, the button that shows what counts, the answers, and what follows from others. */
function ask(name) {
  const variable = DATA.variables[name], definition = `what-${name}`, label = `label-${name}`;
  const explain = variable.definition && make("button", {
    type: "button", class: "explain", "aria-expanded": "false", "aria-controls": definition,
    "aria-label": say(TEXTS.answer.what_counts, { label: variable.label }), click: toggleDefinition,
  }, "i");
  const inner = variable.values || variable.kind === "finding" ? choices(name, variable, label) : field(name, variable);
  const text = variable.values || variable.kind === "finding"
    ? make("span", { id: label }, capital(variable.label))
    : make("label", { id: label, for: `field-${name}` }, capital(variable.label));
  return make("div", { class: `question ${variable.kind}`, id: `question-${name}` },
    make("div", { class: "asked" }, text, "\u2060", explain, make("span", { class: "matters", id: `matters-${name}` })),
    inner,
    make("p", { class: "follows", id: `follows-${name}`, hidden: true }),
    make("p", { class: "refused", id: `refused-${name}`, hidden: true }),
    variable.definition && make("p", { class: "definition", id: definition, hidden: true }, capital(variable.definition) + "."));
}

function choices(name, variable, label) {
  const values = variable.values ?? ["yes", "no"], labels = variable.labels ?? [TEXTS.answer.yes, TEXTS.answer.no];
  const one = (value, words, checked) => make("label", {},
    make("input", { type: "radio", name, value, checked }), make("span", {}, words));
  return make("div", { class: "choices", role: "radiogroup", "aria-labelledby": label },
    values.map((value, place) => one(value, capital(labels[place]), false)), one("", TEXTS.answer.unknown, true));
}

function field(name, variable) {
  const day = variable.kind === "day", unit = `unit-${name}`;
  const hint = day ? TEXTS.answer.day_hint : variable.unit || variable.unit_in_words;
  return make("div", { class: "field" },
    make("input", {
      type: "text", id: `field-${name}`, name, inputmode: day ? "text" : "decimal", "aria-describedby": `${unit} refused-${name}`,
    }),
    make("span", { class: "unit", id: unit }, hint));
}

function toggleDefinition({ currentTarget: button }) {
  const definition = document.getElementById(button.getAttribute("aria-controls"));
  definition.hidden = !definition.hidden;
  button.setAttribute("aria-expanded", String(!definition.hidden));
}

/* Y, N and ? answer the question that has the focus. */
function answerByKey(event) {
  const input = event.target;
  if (input.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const value = key === TEXTS.page.keys_yes ? "yes" : key === TEXTS.page.keys_no ? "no" : key === "?" ? "" : null;
  const chosen = value !== null && input.form.querySelector(`input[name="${input.name}"][value="${value}"]`);
  if (!chosen) return;
  event.preventDefault();
  chosen.checked = true;
  chosen.focus();
  chosen.dispatchEvent(new Event("input", { bubbles: true }));
}

/* The record that the form holds; what cannot be read stays out of it and is told beside its question. */
function readForm(form) {
  const recorded = new Map();
  REFUSED.clear();
  for (const input of form.elements) {
    const variable = DATA.variables[input.name];
    if (!variable || (input.type === "radio" && !input.checked) || !input.value.trim()) continue;
    if (variable.kind === "finding") recorded.set(input.name, input.value === "yes");
    else if (variable.kind === "category") recorded.set(input.name, input.value);
    else {
      const { value, problem } = variable.kind === "day" ? readDay(input.value) : readNumber(variable, input.value);
      if (problem) REFUSED.set(input.name, problem);
      else recorded.set(input.name, value);
    }
  }
  return recorded;
}

function readDay(text) {
  const value = readDays(text);
  return value ? { value } : { problem: TEXTS.answer.day_expected };
}

/* A number such as 5.3 or 5,3, or a bound such as <160 or >= 5000. */
function readNumber(variable, text) {
  const match = /^(<=|>=|≤|≥|<|>)?\s*(-?(?:\d+(?:[.,]\d*)?|[.,]\d+))$/.exec(text.trim());
  if (!match) return { problem: TEXTS.answer.number_expected };
  const number = Number(match[2].replace(",", ".")), { lowest, above_lowest } = variable, highest = variable.highest ?? Infinity;
  if (number < lowest || number > highest || (above_lowest && number === lowest)) {
    const sentence = above_lowest ? TEXTS.answer.number_above : highest === Infinity ? TEXTS.answer.number_from : TEXTS.answer.number_between;
    return { problem: say(sentence, { low: lowest, high: highest }) };
  }
  switch (match[1]) {
    case "<": return { value: { low: lowest, high: nextTo(number, -1) } };
    case "<=": case "≤": return { value: { low: lowest, high: number } };
    case ">": return { value: { low: nextTo(number, 1), high: highest } };
    case ">=": case "≥": return { value: { low: number, high: highest } };
  }
  return { value: number };
}

/* Beside each question: what follows from other answers, what could not be read, and whether it could change the result. */
function markQuestions(recorded, known, decisive) {
  for (const name of Object.keys(DATA.variables)) {
    const place = document.getElementById(`question-${name}`);
    if (!place) continue;
    tell(`refused-${name}`, REFUSED.get(name));
    place.querySelector(".field input")?.setAttribute("aria-invalid", String(REFUSED.has(name)));
    tell(`follows-${name}`, recorded.has(name) || !known.has(name) ? "" : followsWords(name, known.get(name)));
    place.classList.toggle("answered", recorded.has(name));
    const needed = NEEDED_BY.get(name);
    place.hidden = needed !== undefined && !recorded.has(name) && !needed.some((id) => document.getElementById(`card-${id}`).open);
    const parts = document.getElementById(`parts-${name}`);
    if (parts) parts.hidden = place.hidden;
    const rank = decisive.get(name);
    place.classList.toggle("could", rank !== undefined);
    document.getElementById(`matters-${name}`).classList.toggle("quiet", rank !== 0);
    tell(`matters-${name}`, rank === undefined ? "" : rank === 0 ? TEXTS.answer.most_decisive : TEXTS.answer.matters);
  }
}

function followsWords(name, value) {
  if (typeof value === "boolean") return value ? TEXTS.answer.follows_yes : TEXTS.answer.follows_no;
  return say(TEXTS.answer.follows_number, { value: valueWords(name, value) });
}

function tell(id, text) {
  const place = document.getElementById(id);
  if (place.textContent !== (text ?? "")) place.textContent = text ?? "";
  if (place.tagName === "P") place.hidden = !text;
}
