/* Exactly the outcomes that some completion of the missing findings reaches.

   The findings are read one at a time, in a fixed order. What is remembered is what is *left* of the decisions; a finding that
   is missing leads to what is left after each of its values at once, so the state is a set of what can be left. Each state is
   made when it is first needed and kept by its name (the numbers of its members), so the next key press finds it again.

   A reading is {decisions, variables}. Of each variable: its name, its values (of a measurement one number for each cell between
   the cut-offs, the bounds), and, for a summary whose parts are read as well, the rule that a missing value follows from. */
class OpenOutcomes {
  constructor(decisions, variables) {
    this.decisions = decisions;
    this.variables = variables.map((variable) => ({
      ...variable,
      values: variable.bounds ? [-Infinity, ...variable.bounds] : variable.values,
      follows: variable.follows ? shortest(variable.follows) : null,
    }));
    this.lefts = new Map();
    this.states = new Map();
    this.start = this.state([this.left(decisions.map((decision) =>
      shortestLines(decision.lines.map((line) => [line.outcome, line.rule ? shortest(line.rule) : true]))))]);
  }

  /* What is left of all decisions together: each an outcome, or the lines that are still to be decided. */
  left(parts) {
    const name = parts.map((part) => (typeof part === "string" ? part : part.map(([outcome, rule]) => `${outcome}?${rule.id ?? ""}`).join("/"))).join("|");
    let left = this.lefts.get(name);
    if (left === undefined) this.lefts.set(name, (left = { id: this.lefts.size, parts, following: new Map() }));
    return left;
  }

  state(members) {
    const unique = [...new Set(members)].sort((one, other) => one.id - other.id);
    const name = unique.map((left) => left.id).join();
    let state = this.states.get(name);
    if (state === undefined) this.states.set(name, (state = { members: unique, following: new Map(), open: null }));
    return state;
  }

  /* Which values of each variable are possible, by their places. */
  possible(known) {
    return this.variables.map(({ name, values, bounds }) => {
      const value = known.get(name);
      if (value === undefined) return values.map((_, place) => place);
      if (!bounds) return [values.indexOf(value)];
      const { low, high } = typeof value === "number" ? { low: value, high: value } : value;
      const [first, last] = [low, high].map((number) => bounds.filter((bound) => number >= bound).length);
      return values.map((_, place) => place).slice(first, last + 1);
    });
  }

  /* A missing summary follows from its parts: the place after its last value stands for that. */
  branches(layer, places) {
    const { values, follows } = this.variables[layer];
    return follows && places.length === values.length ? [values.length] : places;
  }

  move(left, layer, place) {
    const key = layer * 64 + place;
    let following = left.following.get(key);
    if (following === undefined) {
      const { name, values, follows } = this.variables[layer];
      const value = place === values.length ? follows : values[place];
      following = this.left(left.parts.map((part) =>
        typeof part === "string" ? part : shortestLines(part.map(([outcome, rule]) => [outcome, fix(rule, name, value)]))));
      left.following.set(key, following);
    }
    return following;
  }

  step(state, layer, places) {
    const key = `${layer}:${places.join()}`;
    let following = state.following.get(key);
    if (following === undefined) {
      const branches = this.branches(layer, places);
      following = this.state(state.members.flatMap((left) => branches.map((place) => this.move(left, layer, place))));
      state.following.set(key, following);
    }
    return following;
  }

  /* For each decision its open outcomes, in its own order. */
  open(possible) {
    const last = possible.reduce((state, places, layer) => this.step(state, layer, places), this.start);
    last.open ??= this.decisions.map((decision, place) =>
      decision.outcomes.filter((outcome) => last.members.some((left) => left.parts[place] === outcome)));
    return last.open;
  }

  /* The layers whose variable has more than one value left, without the summaries that follow from others. */
  missing(possible) {
    return possible.map((_, layer) => layer).filter((layer) => possible[layer].length > 1 && !this.variables[layer].follows);
  }

  /* Whether some completion of the others makes the outcome depend on the variable of this layer: its values are followed side
     by side, through the same values of everything that comes after. */
  matters(possible, layer) {
    const state = possible.slice(0, layer).reduce((reached, places, before) => this.step(reached, before, places), this.start);
    const [first, ...others] = this.branches(layer, possible[layer]);
    let pairs = distinctPairs(state.members.flatMap((left) =>
      others.map((other) => [this.move(left, layer, first), this.move(left, layer, other)])));
    for (let after = layer + 1; after < possible.length && pairs.length; after++) {
      const branches = this.branches(after, possible[after]);
      pairs = distinctPairs(pairs.flatMap(([one, two]) =>
        branches.map((place) => [this.move(one, after, place), this.move(two, after, place)])));
    }
    return pairs.length > 0;
  }
}

function distinctPairs(pairs) {
  const found = new Map();
  for (const [one, two] of pairs) if (one !== two) found.set(one.id * 1048576 + two.id, [one, two]);
  return [...found.values()];
}

/* The outcome when the lines are decided, otherwise the lines that are left. */
function shortestLines(lines) {
  const remaining = [];
  for (const [outcome, rule] of lines) {
    if (rule === false) continue;
    remaining.push([outcome, rule]);
    if (rule === true) break;
  }
  while (remaining.length > 1 && remaining.at(-2)[0] === remaining.at(-1)[0]) remaining.splice(-2, 1);
  return remaining.length === 1 ? remaining[0][0] : remaining;
}
