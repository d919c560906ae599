// What the leader's phone knows of the day: what the server told last, and what this phone has said since.

import { countAt, currentStop, departed, standing, valid } from "./counting.js";

const MICRO = 1000;

export class Day {
  #data = null; #own = new Map(); #key;

  constructor(key) {
    this.#key = key;
    try {
      for (const act of JSON.parse(localStorage.getItem(key) ?? "[]")) this.#own.set(act.id, act);
    } catch { /* what was kept is torn: the server has it, or the outbox still sends it */ }
  }

  get isKnown() { return this.#data !== null; }
  get data() { return this.#data; }
  get vehicle() { return this.#data.vehicle; }
  // How much the server's clock is ahead of this phone's, in milliseconds.
  get offset() { return this.#data?.offset ?? 0; }
  now() { return (Date.now() + this.offset) * MICRO; }

  // Takes in what the server told; acts of ours that are in it by now need not be kept here.
  take(data, fresh, waiting) {
    data.offset = fresh ? data.now - Date.now() : this.#data?.offset ?? Number(localStorage.getItem(`${this.#key} offset`) ?? 0);
    if (fresh) localStorage.setItem(`${this.#key} offset`, String(data.offset));
    const known = new Set([...data.words, ...data.leavings].map((one) => one.act));
    for (const id of this.#own.keys()) if (known.has(id)) this.#own.delete(id);
    this.#data = data;
    for (const act of waiting) this.add(act);
    this.#save();
  }

  // `act` as the outbox has it: { id, kind, made_at, payload }.
  add({ id, kind, made_at, payload }) { this.#own.set(id, { id, kind, made_at, payload }); this.#save(); }

  drop(id) { this.#own.delete(id); this.#save(); }

  forget() { localStorage.removeItem(this.#key); localStorage.removeItem(`${this.#key} offset`); }

  #save() {
    try { localStorage.setItem(this.#key, JSON.stringify([...this.#own.values()])); } catch { /* full: the outbox holds them */ }
  }

  #mine(kind) {
    return [...this.#own.values()].filter((act) => act.kind === kind && act.payload.outing === this.#data.outing.id);
  }

  #at(act) { return { act: act.id, stop: act.payload.stop, vehicle: act.payload.vehicle, at: (act.made_at + this.offset) * MICRO, by: this.#data.me, device: "me" }; }

  words() {
    const said = this.#mine("field_teaching.count").flatMap((act) => act.payload.words.map((one) => ({ ...this.#at(act), ...one })));
    const swept = this.#mine("field_teaching.depart").flatMap((act) => act.payload.rest.map((rider) => ({ ...this.#at(act), rider, said: "here", way: "rest" })));
    return valid([...this.#data.words, ...said, ...swept], this.leavings(), this.now());
  }

  leavings() {
    const left = this.#mine("field_teaching.depart").map((act) => ({ ...act.payload, ...this.#at(act), recalls: "" }));
    const back = this.#mine("field_teaching.recall").map((act) => ({ ...this.#at(act), recalls: act.payload.act }));
    return [...this.#data.leavings, ...left, ...back];
  }

  way() { return this.#data.plans[this.#data.outing.variant] ?? []; }

  boarding() { return this.way().filter((one) => one.boards); }

  departures() { return departed(this.leavings()); }

  departure(stop) { return this.departures().get(`${stop} ${this.vehicle.id}`) ?? null; }

  lastDeparture() {
    const own = [...this.departures().values()].filter((one) => one.vehicle === this.vehicle.id);
    return own.reduce((found, one) => (!found || one.at > found.at ? one : found), null);
  }

  currentStop() {
    const left = new Set([...this.departures().values()].filter((one) => one.vehicle === this.vehicle.id).map((one) => one.stop));
    return currentStop(this.boarding().map((one) => one.stop), left);
  }

  riders() { return this.#data.riders.filter((one) => one.vehicle === this.vehicle.id); }

  rider(key) { return this.#data.riders.find((one) => one.key === key) ?? { key, name: key, vehicle: 0, group: "", phone: "" }; }

  vehicleName(id) { return this.#data.vehicles.find((one) => one.id === id)?.name ?? ""; }

  count(stop) {
    const onLeave = (key, moment) => (this.#data.leave[key] ?? []).some(([from, to]) => from <= moment && moment < to);
    const count = countAt(stop, this.vehicle.id, this.riders().map((one) => one.key), this.words(), this.now(), onLeave);
    const behind = this.#leftBehind();
    const judged = count.judged.map((one) => (one.verdict === "unsaid" && behind.has(one.rider) ? { ...one, verdict: "missing" } : one));
    return { ...count, judged };
  }

  // Whom the vehicle left without and nobody has seen since: no 其余全齐 may sweep them along.
  #leftBehind() {
    const last = this.lastDeparture();
    if (!last) return new Set();
    const seen = new Set(this.words().filter((one) => one.said === "here" && one.way !== "rest" && one.at > last.at).map((one) => one.rider));
    return new Set(last.missing.filter((key) => !seen.has(key)));
  }

  // Where this rider was last said to be there.
  lastSeen(key) {
    let last = null;
    const said = this.words().filter((one) => one.rider === key);
    for (const place of new Set(said.map((one) => `${one.stop} ${one.vehicle}`))) {
      const word = standing(said.filter((one) => `${one.stop} ${one.vehicle}` === place));
      if (word?.said === "here" && (!last || word.at > last.at)) last = word;
    }
    return last && { stop: this.stopTitle(last.stop), at: last.at };
  }

  stopTitle(stop) {
    return Object.values(this.#data.plans).flat().find((one) => one.stop === stop)?.title ?? "";
  }

  time(at) {
    return new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: this.#data.zone }).format(new Date(at / MICRO));
  }
}
