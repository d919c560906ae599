// The leader's page: counts a bus with one thumb, without a signal once it was open with one.

import { openOutbox } from "../js/outbox.js";
import { Day } from "./road-day.js";
import { fetchAhead, marksOf, startScan } from "./road-scan.js";
import { ask, button, choose, make, tell } from "./road-parts.js";

const place = document.querySelector("[data-road]");
const words = JSON.parse(place.dataset.words);
const { sync, owner } = document.querySelector("[data-outbox]").dataset;
const bar = document.querySelector("[data-road-bar]");
const AT_ONCE = 150;
const REFRESH = 30_000;
const CLOCK_DOUBT = 120_000;
const JUST_NOW = 180_000_000;
const day = new Day(`jixun-road ${owner} ${location.pathname}`);
let box = null;
let stop = null;
let order = "seat";
let asked = "";
let told = "";
let isLeaving = false;

function say(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

// -- what the phone knows ------------------------------------------------------------------------------------

async function load() {
  const answer = await fetch(place.dataset.road, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const data = await answer.json();
  const fresh = !answer.headers.has("X-Kept-At");
  const before = day.data?.outing;
  day.take(data, fresh, await box.acts());
  if (fresh) delete document.documentElement.dataset.kept;
  if (before && before.variant !== data.outing.variant) stop = null;
  draw();
}

async function put(kind, payload) {
  const whole = { outing: day.data.outing.id, stop: here(), vehicle: day.vehicle.id, ...payload };
  const made_at = Date.now();
  const id = await box.put(kind, whole);
  day.add({ id, kind, made_at, payload: whole });
  draw();
}

// A whole walking party swept at once is more than one act may hold.
async function count(said) {
  for (let at = 0; at < said.length; at += AT_ONCE) await put("field_teaching.count", { words: said.slice(at, at + AT_ONCE) });
}

function here() { return stop ?? day.currentStop(); }

// -- what the leader does ------------------------------------------------------------------------------------

function tap(one) {
  const said = one.verdict === "missing" ? "here" : one.verdict === "here" || one.verdict === "unsaid" ? "missing" : "here";
  return count([{ rider: one.rider, said, way: "tap" }]);
}

async function leave(rider) {
  const why = await ask(say("whyLeft", { name: rider.name }), words, true);
  if (why) await count([{ rider: rider.key, said: "left", way: "tap", why }]);
}

// A second press on the same place would leave the next stop with everybody: it asks, as do people a scan did not find.
function isMeant(state, rest, missing) {
  const last = day.lastDeparture();
  const values = { n: rest.length, names: rest.slice(0, 6).map((key) => day.rider(key).name).join("、") + (rest.length > 6 ? "…" : "") };
  if (last && !missing.length && day.now() - last.at < JUST_NOW) {
    const just = { from: day.stopTitle(last.stop), time: day.time(last.at), stop: day.stopTitle(here()) };
    return choose(say("askSoon", just), { ...words, save: words.leaveNow });
  }
  const scanned = [...state.judged, ...state.strangers].some((one) => one.verdict === "here" && ["scan", "self"].includes(one.word.way));
  if (scanned && rest.length) return choose(say("askRest", values), { ...words, save: words.leaveNow });
  return true;
}

async function leaveOnce(state) {
  if (isLeaving) return;
  isLeaving = true;
  try { await depart(state); } finally { isLeaving = false; }
}

async function depart(state) {
  const rest = state.judged.filter((one) => one.verdict === "unsaid").map((one) => one.rider);
  const missing = state.missing.filter((key) => !rest.includes(key));
  let why = "";
  if (!await isMeant(state, rest, missing)) return;
  if (missing.length) {
    const names = missing.map((key) => day.rider(key).name).join("、");
    why = await ask(say("whyLess", { names }), { ...words, save: words.without }, true);
    if (!why) return;
    why = say("whyLessMark", { why });
  }
  const from = here();
  await put("field_teaching.depart", { here: state.due - missing.length, due: state.due, missing, rest, why });
  if (stop === from) stop = null;
  draw();
  document.querySelector(".ph-scroll").scrollTop = 0;
}

async function recall(left) {
  const values = { stop: day.stopTitle(left.stop), time: day.time(left.at) };
  if (!await choose(say("askRecall", values), words)) return;
  await put("field_teaching.recall", { stop: left.stop, act: left.act });
  stop = null;
  draw();
}

function scan() {
  const dialog = make("dialog", "dialog road-scan");
  const video = make("video");
  video.muted = true;
  video.playsInline = true;
  const line = make("p", "road-scan-line", say("scanTitle"));
  line.setAttribute("role", "status");
  dialog.append(video, line, button(words.close, "weui-btn weui-btn_default", () => dialog.close()));
  dialog.setAttribute("aria-label", words.scan);
  document.body.append(dialog);
  dialog.showModal();
  let end = null;
  dialog.addEventListener("close", () => { end?.(); dialog.remove(); });
  const seen = new Set();
  const found = async (text) => {
    if (seen.has(text)) return;
    seen.add(text);
    const marks = await marksOf(text);
    const rider = day.data.riders.find((one) => one.mark && marks.includes(one.mark));
    if (!rider) { line.textContent = words.scanUnknown; return; }
    await count([{ rider: rider.key, said: "here", way: "scan" }]);
    navigator.vibrate?.(80);
    const own = rider.vehicle === day.vehicle.id;
    line.textContent = say(own ? "scanned" : "scannedWrong", { name: rider.name, vehicle: day.vehicleName(rider.vehicle) || words.unplaced });
  };
  startScan(video, { script: place.dataset.reader, wasm: place.dataset.wasm }, found).then(
    (stopScan) => { end = stopScan; if (!dialog.isConnected) stopScan(); },
    () => { line.textContent = words.scanFailed; },
  );
}

// -- what it shows -------------------------------------------------------------------------------------------

const SIGN = { here: "√", missing: "×", unsaid: "○" };

function draw() {
  if (!day.isKnown) { place.replaceChildren(make("p", "note note-warn", words.unknown)); return; }
  const focus = document.activeElement?.dataset?.key;
  const stood = focus && document.activeElement.getBoundingClientRect().top;
  const at = here();
  const boards = day.boarding();
  const parts = [];
  if (!boards.length) parts.push(make("p", "note note-info", words.noStops));
  else parts.push(head(boards, at));
  if (at !== null) {
    const state = day.count(at);
    parts.push(...missingPart(state), ridersPart(state), ...asidePart(state), othersPart());
    drawBar(state, at);
  } else {
    drawBar(null, at);
  }
  parts.push(...departuresPart(), wayPart());
  place.replaceChildren(...parts);
  const again = focus && place.querySelector(`[data-key="${focus}"]`);
  if (again) {
    again.focus({ preventScroll: true });
    // What was tapped stays under the thumb, though a card may have come or gone above it.
    document.querySelector(".ph-scroll").scrollTop += again.getBoundingClientRect().top - stood;
  }
  place.dataset.state = "drawn";
}

function head(boards, at) {
  const box = make("section", "now road-now");
  const label = make("label", "road-stop");
  label.append(make("span", "", words.stop));
  const select = make("select", "weui-select");
  for (const one of boards) {
    const left = day.departure(one.stop);
    const option = make("option", "", [one.time, one.title, left ? say("departedAt", { time: day.time(left.at) }) : ""].filter(Boolean).join(" "));
    option.value = one.stop;
    option.selected = one.stop === at;
    select.append(option);
  }
  if (at === null) select.prepend(Object.assign(make("option", "", words.over), { selected: true, value: "" }));
  select.dataset.key = "stop";
  select.addEventListener("change", () => { stop = Number(select.value) || null; draw(); });
  label.append(select);
  box.append(label);
  const now = boards.find((one) => one.stop === at);
  if (now) {
    box.append(make("h2", "", now.title));
    const place = [now.time && say("planned", { time: now.time }), now.place].filter(Boolean).join(" · ");
    if (place) box.append(make("p", "road-place", place));
    const state = day.count(at);
    const number = make("p", "road-number num", `${state.here} / ${state.due}`);
    box.append(number);
    const unsaid = state.judged.filter((one) => one.verdict === "unsaid").length;
    box.append(make("p", "road-state", !state.due ? words.noRiders : state.missing.length === 0 ? words.allHere : unsaid ? say("unsaidCount", { n: unsaid }) : say("missingTitle", { n: state.missing.length })));
  } else {
    box.append(make("h2", "", words.over));
  }
  const last = day.lastDeparture();
  if (last && last.stop !== at) {
    const row = line(day.stopTitle(last.stop), say("departedAt", { time: day.time(last.at) }));
    row.append(button(words.recallShort, "pill", () => recall(last)));
    box.append(row);
  }
  const notes = [day.data.outing.variant === "rain" ? words.rain : "", clockNote(), told].filter(Boolean);
  for (const text of notes) { const line = make("p", "note note-warn", text); line.setAttribute("role", "status"); box.append(line); }
  return box;
}

function clockNote() {
  if (Math.abs(day.offset) < CLOCK_DOUBT) return "";
  return say("clock", { how: day.offset < 0 ? words.fast : words.slow, n: Math.round(Math.abs(day.offset) / 60_000) });
}

function section(title, name = "") {
  const box = make("section", `ph-card ${name}`);
  box.append(make("h2", "", title));
  return box;
}

function missingPart(state) {
  const missing = state.judged.filter((one) => one.verdict === "missing");
  if (!missing.length) return [];
  const box = section(say("missingTitle", { n: missing.length }), "road-missing");
  for (const one of missing) {
    const rider = day.rider(one.rider);
    const row = make("div", "road-person");
    const seen = day.lastSeen(one.rider);
    const mates = rider.group ? day.riders().filter((mate) => mate.group === rider.group && mate.key !== rider.key).slice(0, 3).map((mate) => mate.name).join("、") : "";
    row.append(make("b", "", rider.name));
    row.append(make("p", "", [rider.group, rider.seat ? say("seat", { n: rider.seat }) : "", rider.kind].filter(Boolean).join(" · ")));
    row.append(make("p", "", seen ? say("lastSeen", { stop: seen.stop, time: day.time(seen.at) }) : words.neverSeen));
    if (mates) row.append(make("p", "", say("mates", { names: mates })));
    if (one.differs) row.append(make("p", "road-doubt", `⚑ ${words.differs}`));
    const acts = make("div", "road-acts");
    if (rider.phone) {
      const call = make("a", "weui-btn weui-btn_default", say("call", { phone: rider.phone }));
      call.href = `tel:${rider.phone.replace(/[^+\d]/g, "")}`;
      acts.append(call);
    } else {
      acts.append(make("p", "", words.noPhone));
    }
    acts.append(button(words.isHere, "weui-btn weui-btn_default", () => tap(one)), button(words.hasLeft, "weui-btn weui-btn_default", () => leave(rider)));
    row.append(acts);
    box.append(row);
  }
  return [box];
}

function sorted(judged) {
  const collator = new Intl.Collator("zh-CN-u-co-pinyin");
  const by = {
    seat: (one) => [one.seat || 999, one.number],
    group: (one) => [one.groupOrder, one.number],
    name: () => [0, 0],
  }[order];
  return judged.map((one) => ({ ...one, who: day.rider(one.rider) })).sort((one, other) => {
    const [a, b] = [by(one.who), by(other.who)];
    return a[0] - b[0] || a[1] - b[1] || collator.compare(one.who.name, other.who.name);
  });
}

function ridersPart(state) {
  const box = section(words.riders, "road-riders");
  const tools = make("div", "road-tools");
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", words.order);
  for (const [name, text] of [["seat", words.bySeat], ["group", words.byGroup], ["name", words.byName]]) {
    const made = button(text, "pill", () => { order = name; draw(); });
    made.setAttribute("aria-pressed", String(order === name));
    made.dataset.key = `order-${name}`;
    tools.append(made);
  }
  box.append(make("p", "field-hint", words.howToTap));
  const find = make("input", "weui-input");
  find.type = "search";
  find.placeholder = words.find;
  find.setAttribute("aria-label", words.find);
  find.value = asked;
  find.dataset.key = "find";
  const list = make("div", "road-list");
  const fill = () => list.replaceChildren(...rows(state));
  find.addEventListener("input", () => { asked = find.value.trim(); fill(); });
  fill();
  box.append(tools, find, list);
  return box;
}

function rows(state) {
  const shown = sorted(state.judged).filter((one) => one.verdict in SIGN && (!asked || one.who.name.includes(asked)));
  const made = [];
  let group = null;
  for (const one of shown) {
    if (order === "group" && one.who.group !== group) {
      group = one.who.group;
      made.push(make("h3", "road-group", group || one.who.kind || words.unplaced));
    }
    made.push(tile(one));
  }
  return made.length ? made : [make("p", "", words.nobody)];
}

function tile(one) {
  const made = button("", `road-tile is-${one.verdict}`, () => tap(one));
  const first = make("span", "road-sign", SIGN[one.verdict]);
  first.setAttribute("aria-hidden", "true");
  const name = make("b", "", one.who.name);
  const under = make("small", "", [one.who.seat ? `${one.who.seat}` : one.who.kind, words[one.verdict], one.word?.way === "self" ? words.self : "", one.differs ? `⚑ ${words.differs}` : ""].filter(Boolean).join(" · "));
  made.append(first, name, under);
  made.setAttribute("aria-pressed", String(one.verdict === "here"));
  made.dataset.key = one.rider;
  return made;
}

function asidePart(state) {
  const parts = [];
  const groups = [["leave", words.leaveTitle], ["left", words.leftTitle], ["elsewhere", words.elsewhereTitle]];
  for (const [verdict, title] of groups) {
    const found = state.judged.filter((one) => one.verdict === verdict);
    if (!found.length) continue;
    const box = section(`${title} ${found.length}`, "road-aside");
    for (const one of found) {
      const note = verdict === "left" ? [one.word.why, day.time(one.word.at)].filter(Boolean).join(" ") : verdict === "elsewhere" ? day.vehicleName(one.word.vehicle) : "";
      const row = line(day.rider(one.rider).name, note);
      if (verdict === "left") row.append(button(words.back, "pill", () => count([{ rider: one.rider, said: "back", way: "tap" }])));
      else row.append(button(words.isHere, "pill", () => count([{ rider: one.rider, said: "here", way: "tap" }])));
      box.append(row);
    }
    parts.push(box);
  }
  if (state.strangers.length) {
    const box = section(`${words.strangersTitle} ${state.strangers.length}`, "road-aside");
    for (const one of state.strangers) {
      const rider = day.rider(one.rider);
      const row = line(rider.name, rider.vehicle ? say("shouldBe", { vehicle: day.vehicleName(rider.vehicle) }) : words.unplaced);
      row.append(button(words.missing, "pill", () => tap({ ...one, verdict: "here" })));
      box.append(row);
    }
    parts.unshift(box);
  }
  return parts;
}

function line(name, note) {
  const row = make("p", "road-line");
  row.append(make("b", "", name), make("span", "", note));
  return row;
}

let othersOpen = false;
let othersAsked = "";

function othersPart() {
  const box = make("details", "ph-card road-others");
  box.open = othersOpen;
  box.addEventListener("toggle", () => { othersOpen = box.open; });
  box.append(make("summary", "", words.others), make("p", "field-hint", words.othersHint));
  const find = make("input", "weui-input");
  find.type = "search";
  find.setAttribute("aria-label", words.others);
  find.placeholder = words.find;
  find.value = othersAsked;
  find.dataset.key = "others";
  const list = make("div", "road-found");
  const fill = () => {
    const found = othersAsked ? day.data.riders.filter((one) => one.vehicle !== day.vehicle.id && one.name.includes(othersAsked)).slice(0, 12) : [];
    list.replaceChildren(...found.map((one) => {
      const row = line(one.name, [one.group, one.vehicle ? say("shouldBe", { vehicle: day.vehicleName(one.vehicle) }) : words.unplaced].filter(Boolean).join(" · "));
      row.append(button(words.here, "pill", () => { othersAsked = ""; count([{ rider: one.key, said: "here", way: "tap" }]); }));
      return row;
    }), ...(othersAsked && !found.length ? [make("p", "", words.nobody)] : []));
  };
  find.addEventListener("input", () => { othersAsked = find.value.trim(); fill(); });
  fill();
  box.append(find, list);
  return box;
}

function departuresPart() {
  const left = day.boarding().map((one) => day.departure(one.stop)).filter(Boolean);
  if (!left.length) return [];
  const box = section(words.departures, "road-left");
  for (const one of left) {
    const text = say("departureLine", { time: day.time(one.at), stop: day.stopTitle(one.stop), here: one.here, due: one.due });
    const names = one.missing.map((key) => day.rider(key).name).join("、");
    box.append(make("p", "num", text + (names ? say("departureMissing", { names }) : "") + (one.why ? ` ${one.why}` : "")));
  }
  return [box];
}

function wayPart() {
  const box = make("details", "ph-card");
  box.append(make("summary", "", words.stops));
  for (const one of day.way()) box.append(make("p", "num", [one.time, one.kind, one.title, one.place].filter(Boolean).join(" ")));
  box.append(make("h3", "", words.phones));
  for (const one of day.data.vehicles) {
    for (const [who, name, phone] of [[words.leader, one.leader, one.leaderPhone], [words.driver, one.driver, one.driverPhone]]) {
      if (!phone) continue;
      const row = make("p");
      const call = make("a", "", phone);
      call.href = `tel:${phone.replace(/[^+\d]/g, "")}`;
      row.append(`${one.name} ${who} ${name} `, call);
      box.append(row);
    }
  }
  return box;
}

function drawBar(state, at) {
  const made = [];
  const left = at === null ? null : day.departure(at);
  if (left) {
    made.push(button(say("recall", { time: day.time(left.at) }), "weui-btn weui-btn_warn", () => recall(left)));
  } else if (state) {
    const unsaid = state.judged.filter((one) => one.verdict === "unsaid").map((one) => one.rider);
    const missing = state.missing.length - unsaid.length;
    const row = make("div", "road-bar-row");
    row.append(button(words.scan, "weui-btn weui-btn_default", scan));
    if (unsaid.length) row.append(button(say("rest", { n: unsaid.length }), "weui-btn weui-btn_default", () => count(unsaid.map((rider) => ({ rider, said: "here", way: "rest" })))));
    const values = { n: missing, here: state.due - missing, due: state.due };
    made.push(row, button(say(missing ? "less" : "full", values), "weui-btn weui-btn_primary", () => leaveOnce(state)));
  }
  bar.replaceChildren(...made);
}

// -- start ---------------------------------------------------------------------------------------------------

async function start() {
  box = await openOutbox({ sync, owner });
  let soon = 0;
  box.addEventListener("answer", ({ detail }) => {
    if (detail.state === "refused") {
      day.drop(detail.id);
      told = say("undone", { message: detail.message });
      draw();
    }
    clearTimeout(soon);
    soon = setTimeout(load, 400);
  });
  box.addEventListener("cut", ({ detail }) => { if (detail.status === 410) { day.forget(); place.remove(); bar.remove(); } });
  await load();
  if (!day.isKnown) draw();
  setInterval(() => { if (document.visibilityState === "visible" && !document.querySelector("dialog[open]") && !isTyping()) load(); }, REFRESH);
  addEventListener("online", load);
  if (navigator.onLine) setTimeout(async () => {
    await fetchAhead([place.dataset.reader, place.dataset.wasm]);
    place.dataset.readerKept = "yes";
  }, 3_000);
}

function isTyping() { return ["INPUT", "SELECT"].includes(document.activeElement?.tagName); }

start().catch((error) => { console.error(error); tell(place, words.unknown); });
