/* Exactly the outcomes that some completion of the missing findings reaches.

   The findings are read one at a time, in a fixed order. What is remembered is what is *left* of the decisions; a finding that
   is missing leads to what is left after each of its values at once, so the state is a set of what can be left. Each state is
   made when it is first needed and kept by its name (the numbers of its members), so the next key press finds it again.

   Of each variable the data give its name, its values (of a measurement the cut-offs between which its cells lie), and, for a
   summary whose parts are read as well, the rule that a missing value follows from. */
class OpenOutcomes {
  constructor(decisions, variables) {
    this.decisions = decisions;
    this.variables = variables.map(readVariable);
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

  /* Which values of each variable are admitted, by their places. */
  admitted(known) {
    return this.variables.map((variable) => admittedPlaces(variable, known));
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
  open(admitted) {
    const last = admitted.reduce((state, places, layer) => this.step(state, layer, places), this.start);
    last.open ??= this.decisions.map((decision, place) =>
      decision.outcomes.filter((outcome) => last.members.some((left) => left.parts[place] === outcome)));
    return last.open;
  }

  /* The layers whose variable has more than one value left, without the summaries that follow from others. */
  missing(admitted) {
    return admitted.map((_, layer) => layer).filter((layer) => admitted[layer].length > 1 && !this.variables[layer].follows);
  }

  /* Whether some completion of the others makes the outcome depend on the variable of this layer: its values are followed side
     by side, through the same values of everything that comes after. */
  matters(admitted, layer) {
    const state = admitted.slice(0, layer).reduce((reached, places, before) => this.step(reached, before, places), this.start);
    const [first, ...others] = this.branches(layer, admitted[layer]);
    let pairs = distinctPairs(state.members.flatMap((left) =>
      others.map((other) => [this.move(left, layer, first), this.move(left, layer, other)])));
    for (let after = layer + 1; after < admitted.length && pairs.length; after++) {
      const branches = this.branches(after, admitted[after]);
      pairs = distinctPairs(pairs.flatMap(([one, two]) =>
        branches.map((place) => [this.move(one, after, place), this.move(two, after, place)])));
    }
    return pairs.length > 0;
  }
}

/* A variable with one value for each that is told apart: of a measurement the first number of each cell. */
function readVariable(variable) {
  const first = (cut) => (cut.kind === "more_than" ? nextTo(cut.bound, 1) : cut.bound);
  return {
    ...variable,
    values: variable.cuts ? [-Infinity, ...variable.cuts.map(first)] : variable.values,
    follows: variable.follows ? shortest(variable.follows) : null,
  };
}

/* The places of the values that are admitted. */
function admittedPlaces({ name, values, cuts }, known) {
  const value = known.get(name), places = values.map((_, place) => place);
  if (value === undefined) return places;
  if (!cuts) return [values.indexOf(value)];
  const { low, high } = bounds(value);
  const [first, last] = [low, high].map((number) => cuts.filter((cut) => passes(cut, number)).length);
  return places.slice(first, last + 1);
}

/* The next number that a computer knows above or below this one, which is not negative. */
function nextTo(number, direction) {
  if (number === 0) return direction * Number.MIN_VALUE;
  const bits = new BigInt64Array(1), view = new Float64Array(bits.buffer);
  view[0] = number;
  bits[0] += BigInt(direction);
  return view[0];
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
