/* The page begins: questions on one side, results on the other, worked out again at every answer. */

const form = document.getElementById("form"), visits = document.getElementById("visits");

/* The results of what is entered: on every answer, all criteria sets; the open cards with what would settle them. */
function update() {
  const recorded = form ? readForm(form) : recordFromJson(DATA.recorded);
  const known = derive(recorded), against = contradictions(recorded, known), invalid = everywhere(against).map((item) => item.text);
  const results = invalid.length ? [] : DATA.sets.filter((set) => !refuseCard(set, concerning(against, set))).map((set) => {
    const result = classify(set, recorded, known), whole = cardOf(set).open;
    return { result, found: whole && !nothingRecorded(result) ? whatIfs(result) : [], whole };
  });
  const unread = unreadWords(recorded);
  const refused = invalid.length ? [] : DATA.sets.map((set) => [set, concerning(against, set)]).filter(([, items]) => items.length);
  showMessages(invalid, oddities(known).map((item) => item.text), unread, recorded.size === 0);
  document.getElementById("cards").hidden = invalid.length > 0;
  for (const { result, found } of results) showCard(result, found);
  const decisive = new Map(results.flatMap(({ found }) => found.map((item) => [item.finding, 1])));
  for (const { result, whole } of results) {
    if (whole && form && !nothingRecorded(result)) for (const name of choosing(result)) decisive.set(name, 1);
  }
  for (const { result, found } of results) if (recorded.size) for (const name of decisiveFindings(result, found).slice(0, 1)) decisive.set(name, 0);
  if (form) markQuestions(recorded, known, decisive);
  const patient = form ? form.elements.patient.value.trim() : DATA.patient;
  const response = visits ? updateVisits(visits) : null;
  showSheet(document.getElementById("sheet"), { patient, recorded, results, invalid, refused, unread, response });
  if (!form) document.getElementById("values").replaceChildren(sheetValues(recorded));
  const glance = document.getElementById("glance");
  glance.hidden = !form;
  glance.textContent = invalid.length ? TEXTS.result.contradiction
    : results.filter(({ whole }) => whole).map(({ result }) => `${result.set.short_title}: ${shortOutcome(result)}`).join("  |  ");
}

/* What is recorded and no set that stands open reads: always said. */
function unreadWords(recorded) {
  const opened = DATA.sets.filter((set) => cardOf(set).open), read = new Set(opened.flatMap((set) => set.reads));
  const labels = [...recorded.keys()].filter((name) => DATA.variables[name] && !read.has(name)).map(labelOf);
  return opened.length && labels.length ? say(TEXTS.result.unread, { findings: labels.join("; ") }) : "";
}

function showMessages(invalid, odd, unread, empty) {
  const list = (title, items, kind) => make("div", { class: kind }, make("p", {}, title), make("ul", {}, items.map((text) => make("li", {}, capital(text) + "."))));
  const texts = TEXTS.result;
  document.getElementById("messages").replaceChildren(...[
    invalid.length ? list(texts.contradiction, invalid, "contradiction") : null,
    odd.length ? list(texts.warning, odd, "odd") : null,
    unread ? make("p", { class: "empty" }, unread) : null,
    empty ? make("p", { class: "empty" }, texts.nothing) : null,
  ].filter(Boolean));
}

function clear() {
  if (!window.confirm(TEXTS.page.clear_sure)) return;
  form.reset();
  visits.reset();
  update();
  form.querySelector("input").focus();
}

document.getElementById("identity").textContent = [
  say(TEXTS.page.version, { version: DATA.version }),
  ...DATA.sets.map(identityOf),
].join(" · ");
if (form) buildForm(form, update);
if (visits) buildVisits(visits, update);
buildCards(document.getElementById("cards"), update);
document.getElementById("clear")?.addEventListener("click", clear);
document.getElementById("print-button").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", update);
update();
