// A paper on the phone: each answer goes into the outbox at once, the server's clock runs, and it is sent once.

import { Clock, spoken } from "./quiz-clock.js";
import { isAnswered, lock, read, same, wireOrder, write } from "./quiz-fields.js";
import { Sheet } from "./quiz-sheet.js";

const place = document.querySelector("[data-quiz]");
const words = place.dataset;
const attempt = Number(words.attempt);
const form = document.querySelector("[data-paper]");
const questions = [...form.querySelectorAll("[data-question]")];
const kept = Boolean(document.documentElement.dataset.kept);
const clock = new Clock({ attempt, stamp: words.stamp, now: words.now, ends: words.ends }, kept);
const locks = "locks" in words;
const drafts = `jixun-quiz-draft ${attempt}`;
const TYPED = 1_000;
const AWAY = 2_000;
const PATIENCE = 5_000;
const [saved, touched, waiting, refused] = [new Map(), new Map(), new Map(), new Set()];
let [outbox, sheet, over, sent, away, warned] = [null, null, false, false, Number(words.away), Infinity];

function fill(text, values) { return text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? ""); }

function say(text) { document.querySelector("[data-quiz-say]").textContent = text; }

function warn(text) {
  const note = document.querySelector("[data-quiz-warn]");
  note.hidden = !text;
  note.querySelector("[data-warn-words]").textContent = text;
  if (text) say(text);
}

// -- answers ------------------------------------------------------------------------------------------------

function heldDrafts() { try { return JSON.parse(localStorage.getItem(drafts)) ?? {}; } catch { return {}; } }

function keepDraft(number, texts) {
  const all = heldDrafts();
  if (texts) all[number] = texts; else delete all[number];
  try { localStorage.setItem(drafts, JSON.stringify(all)); } catch { /* the outbox will have it in a second */ }
}

async function put(question) {
  const number = Number(question.dataset.question);
  const given = read(question);
  clearTimeout(question.typing);
  if (same(given, saved.get(number) ?? []) || (given.some(Boolean) && !isAnswered(question))) { keepDraft(number, null); return; }
  const elapsed = touched.get(number) ?? clock.elapsed;
  saved.set(number, given);
  waiting.set(number, (waiting.get(number) ?? 0) + 1);
  await outbox.put("quizzes.answer", { attempt, number, given, stamp: clock.stamp, elapsed: Math.min(elapsed, clock.elapsed) });
  keepDraft(number, null);
  clock.keep();
  drawSaved();
}

function changed(event) {
  const question = event.target.closest("[data-question]");
  if (!question || over || sent) return;
  touched.set(Number(question.dataset.question), clock.elapsed);
  sheet.draw();
  const typed = event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])");
  if (typed) keepDraft(question.dataset.question, read(question));
  if (locks) return;
  clearTimeout(question.typing);
  if (typed && event.type === "input") question.typing = setTimeout(() => put(question), TYPED);
  else put(question);
}

async function putTyped() { if (!locks) for (const one of questions) if (String(one.dataset.question) in heldDrafts()) await put(one); }

async function confirmOne(question) {
  if (!isAnswered(question)) return;
  await put(question);
  lock(question);
  await outbox.flush();
  await ask();
}

// -- what the server holds ----------------------------------------------------------------------------------

async function ask() {
  const begun = performance.now();
  let told = null;
  try {
    const answer = await fetch(words.stateUrl, { credentials: "same-origin", cache: "no-store" });
    told = answer.ok && !answer.redirected ? await answer.json() : null;
  } catch { return false; }
  if (!told?.stamp) return false;
  if (told.ends > clock.ends) { warn(""); say(words.more); warned = Infinity; }
  clock.heard(told);
  form.elements.stamp.value = told.stamp;
  away = Math.max(away, told.away);
  for (const question of questions) merge(question, told, begun);
  touched.clear();
  sheet.draw();
  drawSaved();
  if (told.ended) await leave();
  return true;
}

function merge(question, told, begun) {
  const number = Number(question.dataset.question);
  const theirs = told.answers[number] ?? [];
  const busy = waiting.get(number) || String(number) in heldDrafts() || question.heardAt > begun || touched.has(number);
  if (!busy && !same(theirs, saved.get(number) ?? [])) {
    saved.set(number, theirs);
    write(question, theirs);
  }
  if (locks && theirs.length) lock(question);
  const review = question.querySelector("[data-review]");
  if (review && told.reviews[number]) drawReview(review, told.reviews[number]);
}

function drawReview(review, told) {
  review.hidden = false;
  review.dataset.right = String(told.right);
  review.querySelector("[data-review-words]").textContent = told.words;
  review.querySelector("[data-review-key]").hidden = !told.key;
  review.querySelector("[data-review-key] b").textContent = told.key;
  review.querySelector("[data-review-explanation]").hidden = !told.explanation;
  review.querySelector("[data-review-explanation]").textContent = told.explanation;
}

// What waits in this phone was said after what the page shows.
async function recall() {
  for (const act of await outbox.acts()) {
    if (act.payload.attempt !== attempt) continue;
    if (act.kind === "quizzes.send") sent = true;
    if (act.kind !== "quizzes.answer") continue;
    const { number, given } = act.payload;
    saved.set(number, given);
    waiting.set(number, (waiting.get(number) ?? 0) + 1);
    write(questions[number - 1], given);
    if (locks) lock(questions[number - 1]);
  }
  for (const [number, texts] of Object.entries(heldDrafts())) write(questions[number - 1], texts);
  if (sent) shut(words.kept);
}

function heard({ detail }) {
  if (detail.payload?.attempt !== attempt) return;
  if (detail.kind === "quizzes.send") { leave(); return; }
  if (detail.kind !== "quizzes.answer") return;
  const { number } = detail.payload;
  waiting.set(number, Math.max(0, (waiting.get(number) ?? 1) - 1));
  questions[number - 1].heardAt = performance.now();
  if (detail.state === "refused" || detail.message) refused.add(number); else refused.delete(number);
  drawSaved();
}

// -- what the page says -------------------------------------------------------------------------------------

async function drawSaved() {
  const { offline } = await outbox.status();
  const held = [...waiting.values()].filter(Boolean).length;
  const n = questions.filter((one) => isAnswered(one) && !waiting.get(Number(one.dataset.question)) && !refused.has(Number(one.dataset.question))).length;
  let text = fill(words.saved, { n, all: questions.length });
  if (held) text = fill(offline ? words.waits : words.sending, { n: held });
  else if (refused.size) text = fill(words.refused, { n: refused.size });
  document.querySelector("[data-quiz-saved]").textContent = text;
  place.dataset.saving = held ? (offline ? "waits" : "sending") : refused.size ? "refused" : "saved";
  const line = document.querySelector("[data-quiz-away]");
  line.hidden = !away;
  line.textContent = fill(words.awayWords, { n: away });
}

function tick() {
  const { left } = clock;
  document.querySelector("[data-quiz-left]").textContent = left > 0 ? fill(words.left, { time: spoken(left) }) : words.over;
  for (const minutes of [5, 1]) {
    if (left > 0 && left <= minutes * 60_000 && warned > minutes) { warned = minutes; warn(fill(words.warn, { n: minutes })); }
  }
  if (left <= 0 && !over && !sent) timeOver();
}

// -- the end ------------------------------------------------------------------------------------------------

function shut(text) { form.inert = true; warn(text); }

// Only the server says that the time is over: without a signal the page waits for it, and what was said in time counts.
async function timeOver() {
  over = true;
  shut(words.timeOver);
  await putTyped();
  await outbox.flush();
  if (!await ask()) { setTimeout(() => { over = false; }, PATIENCE); return; }
  if (clock.left > 0) { over = false; form.inert = false; warn(""); return; }
  submit();
}

async function handIn() {
  sheet.dialog.close();
  sent = true;
  await putTyped();
  await Promise.race([outbox.flush(), new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
  const { offline } = await outbox.status();
  if (!offline && await outbox.waiting() === 0) { submit(); return; }
  await outbox.put("quizzes.send", { attempt, stamp: clock.stamp, elapsed: clock.elapsed });
  shut(words.kept);
}

function submit() {
  const last = Math.max(0, ...touched.values());
  form.elements.elapsed.value = String(touched.size ? last : 0);
  clock.forget();
  form.submit();
}

async function leave() {
  await outbox.flush();
  clock.forget();
  location.replace(words.resultUrl);
}

// -- leaving the page ---------------------------------------------------------------------------------------

let gone = null;

async function seen() {
  if (document.visibilityState === "hidden") { gone = [performance.now(), Date.now()]; clock.keep(); return; }
  if (!gone) return;
  const [inside, outside] = [performance.now() - gone[0], Date.now() - gone[1]];
  gone = null;
  if (inside >= AWAY && !sent && !over) {
    away += 1;
    await outbox.put("quizzes.away", { attempt, seconds: Math.round(inside / 1000) });
  }
  if (!await ask()) clock.slept(outside - inside);
  drawSaved();
}

function wireZoom() {
  const dialog = document.querySelector("[data-zoom-dialog]");
  for (const link of document.querySelectorAll("[data-zoom]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const image = dialog.querySelector("[data-zoom-image]");
      [image.src, image.alt] = [link.href, link.querySelector("img").alt];
      dialog.showModal();
    });
  }
  dialog.querySelector("[data-zoom-close]").addEventListener("click", () => dialog.close());
}

async function start() {
  const { openOutbox } = await import(words.outboxModule);
  outbox = await openOutbox({ sync: words.sync, owner: words.owner });
  for (const one of questions) {
    if (one.dataset.kind === "order") wireOrder(one, { up: words.up, down: words.down, asIs: words.asIs });
    saved.set(Number(one.dataset.question), isAnswered(one) ? read(one) : []);
  }
  document.querySelector("[data-quiz-plain]").hidden = true;
  sheet = new Sheet(questions, attempt, words);
  await recall();
  outbox.addEventListener("answer", heard);
  outbox.addEventListener("change", drawSaved);
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.matches("[data-confirm]")) confirmOne(event.submitter.closest("[data-question]"));
  });
  document.querySelector("[data-hand-in]").addEventListener("click", handIn);
  document.addEventListener("visibilitychange", seen);
  addEventListener("pagehide", () => { clock.keep(); putTyped(); });
  addEventListener("online", ask);
  setInterval(() => { if (document.visibilityState === "visible") ask(); }, 45_000 + Math.random() * 30_000);
  setInterval(() => clock.keep(), 5_000);
  setInterval(tick, 1_000);
  wireZoom();
  if (!sent) await putTyped();
  sheet.draw();
  drawSaved();
  tick();
  if (kept) ask();
  place.dataset.ready = "yes";
  setTimeout(() => import(words.keepModule), kept ? 0 : 1_000 + Math.random() * 4_000);
}

start();
