/* One record: what follows from what is recorded, what contradicts it, what looks odd. The steps are data, in their order. */

/* The days that an ISO date stands for: 1980-05 is every day of that May. null for anything that is no date. */
function readDays(text) {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text.trim());
  if (!match) return null;
  const [year, month, day] = match.slice(1).map((part) => (part === undefined ? null : Number(part)));
  if (year === 0 || month === 0 || month > 12 || day === 0 || (day !== null && day > lengthOfMonth(year, month))) return null;
  return {
    first: [year, month ?? 1, day ?? 1],
    last: [year, month ?? 12, day ?? lengthOfMonth(year, month ?? 12)],
  };
}

function lengthOfMonth(year, month) {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

function earlier(one, two) {
  const place = one.findIndex((part, index) => part !== two[index]);
  return place >= 0 && one[place] < two[place];
}

/* Birthdays that have come by a day. */
function wholeYears(birth, day) {
  return day[0] - birth[0] - (earlier(day.slice(1), birth.slice(1)) ? 1 : 0);
}

/* The age at onset in whole years: a number, or {low, high} when partial dates leave it between two. Never below 0. */
function ageBetween(birth, onset) {
  const low = Math.max(wholeYears(birth.last, onset.first), 0);
  const high = Math.max(wholeYears(birth.first, onset.last), 0);
  return low === high ? low : { low, high };
}

const STEPS = {
  /* A value is above its limit; open when an interval leaves it open. */
  above(known, recorded, { result, value, limit }) {
    if (!recorded.has(value) || !recorded.has(limit)) return;
    const measured = bounds(recorded.get(value)), normal = bounds(recorded.get(limit));
    if (measured.low > normal.high) known.set(result, true);
    else if (measured.high <= normal.low) known.set(result, false);
  },
  age(known, recorded, { birth, onset, age, highest, before, after, differs }) {
    if (!recorded.has(birth) || !recorded.has(onset)) return;
    const born = recorded.get(birth), ill = recorded.get(onset);
    known.set(before, earlier(ill.last, born.first));
    const fromDates = ageBetween(born, ill), { low, high } = bounds(fromDates);
    known.set(after, low > highest);
    if (!known.has(age)) {
      known.set(age, fromDates);
      return;
    }
    const given = bounds(known.get(age)); // whole years from dates stand for the year until the next birthday
    known.set(differs, given.high < low - 1 || given.low >= high + 2);
  },
  /* How many times its limit a value is. */
  ratio(known, recorded, { target, value, limit }) {
    if (known.has(target) || !recorded.has(value) || !recorded.has(limit)) return;
    const measured = bounds(recorded.get(value)), normal = bounds(recorded.get(limit));
    const low = normal.high < Infinity ? roundedRatio(measured.low, normal.high) : 0;
    const high = normal.low > 0 && measured.high < Infinity ? roundedRatio(measured.high, normal.low) : Infinity;
    known.set(target, low === high ? low : { low, high });
  },
  /* A part of a summary that is absent. */
  absent_with(known, recorded, { target, whole }) {
    if (!known.has(target) && known.get(whole) === false) known.set(target, false);
  },
  /* A multiple of the limit of what is not raised. */
  within_limit(known, recorded, { target, raised }) {
    if (!known.has(target) && known.get(raised) === false) known.set(target, { low: 0, high: 1 });
  },
  /* A finding that is not recorded takes the truth of a rule, once that is known. */
  derive(known, recorded, { target, rule }) {
    if (known.has(target)) return;
    const value = truth(rule, known);
    if (value !== null) known.set(target, value);
  },
};

/* Six decimals, so that 3.6 is exactly 12 times 0.3. */
function roundedRatio(value, limit) {
  return Number((value / limit).toFixed(6));
}

/* Everything that is known of a record: what is recorded, and what follows from it. */
function derive(recorded) {
  const known = new Map(recorded);
  for (const step of DATA.steps) STEPS[step.kind](known, recorded, step);
  return known;
}

/* What makes a record invalid, under every set or, of the others, those that read what it names. */
function contradictions(recorded, known) {
  return DATA.contradictions.filter((item) => truth(item.rule, item.recorded_only ? recorded : known) === true);
}

function everywhere(found) {
  return found.filter((item) => item.everywhere);
}

function concerning(found, set) {
  return found.filter((item) => item.sets.includes(set.full_id));
}

function oddities(known) {
  return DATA.oddities.filter((item) => truth(item.rule, known) === true);
}
