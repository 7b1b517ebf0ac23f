/* Improvement between two visits: points by percent of each measure's range, their sum, and what missing values leave of it.

   Numbers are whole millionths and percentages fractions {n, d} of whole numbers, so that nothing is ever rounded: 2.2 to 0.7 on
   a scale of 10 is exactly 15 %. Points are whole tenths. */

const RESPONSE = DATA.response, VISITS = ["baseline", "follow_up"];

function exactNumber(number) {
  return number === null || number === undefined ? null : BigInt(Math.round(number * 1e6));
}

function fraction(n, d = 1000000n) {
  return n === null || d === null || d === 0n ? null : { n, d };
}

/* The tenths of points for an improvement in percent: each bin begins above a percentage. */
function pointsFor(row, { n, d }) {
  return row.points_tenths[row.above.filter((edge) => n > BigInt(edge) * d).length];
}

/* A measure's value at one visit; of one without a published range the multiple of its limit. */
function measured(visit, measure) {
  const value = exactNumber(visit[measure.name]);
  return measure.limit ? fraction(value, exactNumber(visit[measure.limit])) : fraction(value);
}

/* The change of one measure: {percent, low, high, reason}; percent is null where it is not known. maximum: of the scale. */
function changeOf(row, measure, baseline, followUp, maximum) {
  const highest = row.points_tenths.at(-1), sign = measure.better === "lower" ? 1n : -1n;
  const percentOf = ({ n, d }) => ({ n: 100n * n, d: d * BigInt(maximum) });
  if (baseline && followUp) {
    const change = { n: sign * (baseline.n * followUp.d - followUp.n * baseline.d), d: baseline.d * followUp.d };
    if (maximum === null) return { percent: null, low: 0, high: change.n > 0n ? highest : 0, reason: change.n > 0n ? "range" : "" };
    const percent = percentOf(change), points = pointsFor(row, percent);
    return { percent, low: points, high: points, reason: "" };
  }
  const reason = baseline ? "follow_up" : followUp ? "baseline" : "both";
  const rest = ({ n, d }) => ({ n: BigInt(maximum) * d - n, d });
  let most = highest;
  if (maximum === null) most = baseline && sign === 1n && baseline.n === 0n ? 0 : highest;
  else if (baseline) most = pointsFor(row, percentOf(sign === 1n ? baseline : rest(baseline)));
  else if (followUp) most = pointsFor(row, percentOf(sign === 1n ? rest(followUp) : followUp));
  return { percent: null, low: 0, high: most, reason };
}

/* The score between two visits. baseline, follow_up: numbers by name. study: {thresholds, maxima, use}. */
function improvement({ baseline, follow_up, study }) {
  const changes = RESPONSE.points.rows.map((row) => {
    const measure = measureOf(row, study.use), entered = exactNumber(follow_up[`${measure.name}_change_percent`]);
    if (entered !== null) {
      const percent = fraction(entered), points = pointsFor(row, percent);
      return { row, measure, percent, low: points, high: points, reason: "", compared: true };
    }
    const values = [measured(baseline, measure), measured(follow_up, measure)];
    const maximum = measure.maxima.length > 1 ? study.maxima[measure.name] ?? null : measure.maxima[0] ?? null;
    return { row, measure, ...changeOf(row, measure, ...values, maximum), compared: values.every(Boolean) };
  });
  const low = changes.reduce((sum, change) => sum + change.low, 0), high = changes.reduce((sum, change) => sum + change.high, 0);
  const lacking = changes.filter((change) => RESPONSE.points.required.includes(change.row.name) && !change.compared);
  const category = (total) => categoryOf(total, study.thresholds);
  const settling = lacking.length > 1 ? [] : changes.filter((change) => change.low !== change.high
    && lacking.every((one) => one === change)
    && change.row.points_tenths.filter((points) => change.low <= points && points <= change.high)
      .every((points) => category(low - change.low + points) === category(high - change.high + points)));
  const stated = lacking.length ? [null, null] : [category(low), category(high)];
  return { changes, low, high, lacking, category_low: stated[0], category_high: stated[1], settling: stated[0] && stated[0] === stated[1] ? [] : settling };
}

function measureOf(row, use) {
  const name = row.measures.find((one) => use.includes(one)) ?? row.measures[0];
  return RESPONSE.measures.find((measure) => measure.name === name);
}

/* The highest category whose lowest total is reached. */
function categoryOf(total, thresholds) {
  const reached = Object.entries(RESPONSE.thresholds[thresholds].lowest_tenths).filter(([, lowest]) => total >= lowest);
  return reached.length ? reached.reduce((best, one) => (one[1] > best[1] ? one : best))[0] : RESPONSE.categories[0];
}

/* Pairs of visits as JSON, scored in one batch, for tests. */
function improvements(pairs) {
  return pairs.map((pair) => {
    const { changes, low, high, category_low, category_high, settling } = improvement(pair);
    return {
      low, high, category_low, category_high, settled_by: settling.map((change) => change.measure.name),
      points: changes.map((change) => [change.measure.name, change.low, change.high]),
    };
  });
}
