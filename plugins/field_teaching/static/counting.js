// 清点 on the phone: the same rule as rules/counting.py, run through the same examples by the tests.
//
// A word: { act, stop, vehicle, rider, said, way, at, device }; `at` in microseconds by the server's clock.

export const NOT_HERE = ["missing", "unsaid"];

function later(one, other) {
  if (one.at !== other.at) return one.at > other.at;
  return one.act > other.act;
}

function latest(words) {
  return words.reduce((last, one) => (!last || later(one, last) ? one : last), null);
}

function explicit(word) { return word.way !== "rest"; }

function isHere(word) { return word !== null && word.said === "here"; }

function outweighs(one, other) {
  return explicit(one) === explicit(other) ? later(one, other) : explicit(one);
}

function grouped(words, key) {
  const found = new Map();
  for (const one of words) {
    if (!found.has(key(one))) found.set(key(one), []);
    found.get(key(one)).push(one);
  }
  return found;
}

// The word that stands on one rider in one count: the latest explicit one, else the latest sweep.
export function standing(words) {
  const said = words.filter((one) => one.said === "here" || one.said === "missing");
  const looked = said.filter(explicit);
  return latest(looked.length ? looked : said);
}

// The word by which a rider has left the day; null after they were back.
export function gone(words, moment) {
  const last = latest(words.filter((one) => (one.said === "left" || one.said === "back") && one.at <= moment));
  return last && last.said === "left" ? last : null;
}

export function differs(words) {
  const said = words.filter((one) => one.said === "here" || one.said === "missing");
  const desk = latest(said.filter((one) => one.way === "desk"));
  const since = said.filter((one) => one.way !== "desk" && (!desk || later(one, desk)));
  const opinions = [...grouped(since, (one) => one.device).values()].map((mine) => standing(mine).said);
  return new Set(opinions).size > 1;
}

export function onTwo(words) {
  const stand = [...grouped(words, (one) => one.vehicle).values()].map(standing);
  const aboard = stand.filter((one) => isHere(one) && explicit(one));
  return aboard.length > 1 && aboard.some((one) => one.way !== "desk");
}

function aboardAnother(vehicle, words) {
  let found = null;
  for (const [other, said] of grouped(words, (one) => one.vehicle)) {
    const word = other === vehicle ? null : standing(said);
    if (isHere(word) && (!found || outweighs(word, found))) found = word;
  }
  return found;
}

// { rider, verdict, word, differs }; `words` are all of the day on this rider.
export function judge(rider, vehicle, stop, words, moment, onLeave) {
  const said = words.filter((one) => one.stop === stop);
  const own = said.filter((one) => one.vehicle === vehicle);
  const word = standing(own);
  const left = gone(words, moment);
  const made = (verdict, behind) => ({ rider, verdict, word: behind, differs: differs(own) || onTwo(said) });
  if (left && !(isHere(word) && explicit(word) && later(word, left))) return made("left", left);
  const other = aboardAnother(vehicle, said);
  if (other && !(isHere(word) && outweighs(word, other))) return made("elsewhere", other);
  if (isHere(word)) return made("here", word);
  if (onLeave(rider, moment)) return made("leave", word);
  return made(word ? "missing" : "unsaid", word);
}

// { judged, strangers, here, due, missing } of a vehicle at a stop; `riders` are the keys of its own.
export function countAt(stop, vehicle, riders, words, moment, onLeave) {
  const byRider = grouped(words.filter((one) => one.at <= moment), (one) => one.rider);
  const judged = riders.map((key) => judge(key, vehicle, stop, byRider.get(key) ?? [], moment, onLeave));
  const own = new Set(riders);
  const others = [...byRider.keys()].filter((key) => !own.has(key) && byRider.get(key).some((one) => one.stop === stop && one.vehicle === vehicle)).sort();
  const strangers = others.map((key) => judge(key, vehicle, stop, byRider.get(key), moment, onLeave)).filter((one) => one.verdict === "here");
  const missing = judged.filter((one) => NOT_HERE.includes(one.verdict)).map((one) => one.rider);
  const here = judged.filter((one) => one.verdict === "here").length;
  return { judged, strangers, here, due: here + missing.length, missing };
}

// The acts of departures that were recalled.
function takenBack(leavings) {
  const recalls = leavings.filter((one) => one.recalls);
  const back = leavings.filter((one) => !one.recalls && recalls.some((r) => r.stop === one.stop && r.vehicle === one.vehicle
    && (r.recalls === one.act || later(r, one))));
  return new Set(back.map((one) => one.act));
}

// The words that count: whom a departure swept along is unsaid again once it was recalled.
export function valid(words, leavings, moment) {
  const back = takenBack(leavings.filter((one) => one.at <= moment));
  return words.filter((one) => explicit(one) || !back.has(one.act));
}

// The departures that stand, by "stop vehicle".
export function departed(leavings) {
  const back = takenBack(leavings);
  const inOrder = [...leavings].sort((one, other) => (later(one, other) ? 1 : -1));
  const stand = inOrder.filter((one) => !one.recalls && !back.has(one.act));
  return new Map(stand.map((one) => [`${one.stop} ${one.vehicle}`, one]));
}

// The first boarding stop after the last that was left; null once the last was.
export function currentStop(way, left) {
  const after = way.reduce((last, stop, place) => (left.has(stop) ? place : last), -1);
  return after + 1 < way.length ? way[after + 1] : null;
}
