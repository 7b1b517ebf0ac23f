/* Texts, numbers and small pieces of the page. Every sentence stands in the page's table of texts. */

const TEXTS = DATA.texts;

/* A sentence with its words in braces filled in. */
function say(sentence, words = {}) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole);
}

/* a, b or c */
function listed(words, last = TEXTS.verdict.or) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

function decimal(number, digits) {
  return number.toLocaleString(DATA.language, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });
}

/* Points with their one decimal; inside they are whole tenths. */
function inPoints(tenths) {
  return decimal(tenths / 10, 1);
}

/* A probability with one decimal; never 100 % or 0 %, which no formula reaches. */
function percent(share) {
  const { over, under, percent: plain } = TEXTS.verdict;
  if (share >= 0.9995) return say(over, { number: decimal(99.9, 1) });
  return share >= 0.0005 ? say(plain, { number: decimal(100 * share, 1) }) : say(under, { number: decimal(0.1, 1) });
}

function percentRange(low, high) {
  if (Math.round(1000 * low) === Math.round(1000 * high) || low >= 0.995) return percent(low);
  if (high < 0.005) return percent(high);
  const { over, under, percent: plain, range } = TEXTS.verdict;
  return say(range, {
    low: low >= 0.005 ? say(plain, { number: decimal(100 * low, 0) }) : say(under, { number: 1 }),
    high: high < 0.995 ? say(plain, { number: decimal(100 * high, 0) }) : say(over, { number: 99 }),
  });
}

/* A level or a subgroup of a set, in words. */
function outcomeWords(set, outcome) {
  return set.outcome_words[outcome] ?? outcome;
}

/* The edition of a set: `EULAR/ACR 2017, revision 1, fingerprint ...`. */
function identityOf({ short_title, revision, fingerprint }) {
  return say(TEXTS.page.fingerprint, { set: short_title, revision, fingerprint });
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function labelOf(name) {
  return DATA.variables[name].label;
}

/* The value of a finding in words, for the printed page and the table. */
function valueWords(name, value) {
  const variable = DATA.variables[name];
  switch (variable.kind) {
    case "finding":
      return value ? TEXTS.answer.yes : TEXTS.answer.no;
    case "category":
      return capital(variable.labels[variable.values.indexOf(value)]);
    case "measurement":
      return [numberWords(value), variable.unit].filter(Boolean).join(" ");
  }
  const day = (parts, count) => parts.slice(0, count).map((part, place) => String(part).padStart(place ? 2 : 4, "0")).join("-");
  const { first, last } = value;
  return day(first, first[1] !== last[1] ? 1 : first[2] !== last[2] ? 2 : 3);
}

function numberWords(value) {
  const plain = (number) => number.toLocaleString(DATA.language, { maximumFractionDigits: 6, useGrouping: false });
  if (typeof value === "number") return plain(value);
  return value.high === Infinity ? `≥ ${plain(value.low)}` : `${plain(value.low)} – ${plain(value.high)}`;
}

/* An element with its attributes and children; text is set as text, never read as HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}
