// A paper on the phone: answers are saved as they are given, the server's clock runs, and it is sent once.

import { Answers } from "./quiz-answers.js";
import { Clock, spoken } from "./quiz-clock.js";
import { isAnswered, lock, wireOrder } from "./quiz-fields.js";
import { Sheet } from "./quiz-sheet.js";

const place = document.querySelector("[data-quiz]");
const words = place.dataset;
const attempt = Number(words.attempt);
const form = document.querySelector("[data-paper]");
const questions = [...form.querySelectorAll("[data-question]")];
const kept = Boolean(document.documentElement.dataset.kept);
const clock = new Clock({ attempt, stamp: words.stamp, now: words.now, ends: words.ends }, kept);
const leftAt = `jixun-quiz-left ${attempt}`;
const AWAY = 2_000;
const PATIENCE = 5_000;
let [outbox, answers, sheet, gone] = [null, null, null, null];
let [over, sent, cut, away, warned] = [false, false, kept, Number(words.away), Infinity];

function fill(text, values) { return text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? ""); }

function say(text) { document.querySelector("[data-quiz-say]").textContent = text; }

function warn(text) {
  const note = document.querySelector("[data-quiz-warn]");
  note.hidden = !text;
  note.querySelector("[data-warn-words]").textContent = text;
  if (text) say(text);
}

// -- what the server holds ----------------------------------------------------------------------------------

async function told() {
  try {
    const answer = await fetch(words.stateUrl, { credentials: "same-origin", cache: "no-store" });
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function ask() {
  const begun = performance.now();
  const state = await told();
  if (!state?.stamp) return false;
  if (state.ends > clock.ends) { warn(""); say(words.more); warned = Infinity; }
  clock.heard(state);
  form.elements.stamp.value = state.stamp;
  away = Math.max(away, state.away);
  answers.merge(state, begun);
  for (const [number, review] of Object.entries(state.reviews)) drawReview(questions[number - 1], review);
  draw();
  if (state.ended) await leave();
  return true;
}

function drawReview(question, review) {
  const box = question.querySelector("[data-review]");
  box.hidden = false;
  box.querySelector("[data-review-words]").textContent = review.words;
  box.querySelector("[data-review-key]").hidden = !review.key;
  box.querySelector("[data-review-key] b").textContent = review.key;
  box.querySelector("[data-review-explanation]").hidden = !review.explanation;
  box.querySelector("[data-review-explanation]").textContent = review.explanation;
}

// -- what the page says -------------------------------------------------------------------------------------

async function draw() {
  sheet.draw();
  const { offline } = await outbox.status();
  const [waits, refused] = [answers.waiting.size, answers.refused.size];
  let text = fill(words.saved, { n: answers.savedCount, all: questions.length });
  if (waits) text = fill(offline ? words.waits : words.sending, { n: waits });
  else if (refused) text = fill(words.refused, { n: refused });
  const line = document.querySelector("[data-quiz-saved]");
  if (line.textContent !== text) line.textContent = text;
  place.dataset.saving = waits ? (offline ? "waits" : "sending") : refused ? "refused" : "saved";
  const left = document.querySelector("[data-quiz-away]");
  left.hidden = !away;
  left.textContent = fill(words.awayWords, { n: away });
  if (cut && !offline && !waits) { cut = false; ask(); }
  cut ||= offline;
  // Another tab, or this one, got the paper through.
  if (sent && form.inert && !answers.handedIn && !offline) leave();
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
  await answers.putTyped();
  await outbox.flush();
  if (!await ask()) { setTimeout(() => { over = false; }, PATIENCE); return; }
  if (clock.left > 0) { over = false; form.inert = false; warn(""); return; }
  submit();
}

async function handIn() {
  sheet.dialog.close();
  sent = true;
  await answers.putTyped();
  await Promise.race([outbox.flush(), new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
  const { offline } = await outbox.status();
  if (!offline && await outbox.waiting() === 0) { submit(); return; }
  await answers.handIn();
  await answers.refresh();
  shut(words.kept);
}

function submit() {
  form.elements.elapsed.value = String(answers.lastTouch);
  clock.forget();
  form.submit();
}

async function leave() {
  await outbox.flush();
  clock.forget();
  location.replace(words.resultUrl);
}

// -- leaving the page ---------------------------------------------------------------------------------------

async function seen() {
  if (document.visibilityState === "hidden") { gone = [performance.now(), Date.now()]; clock.keep(); return; }
  if (!gone) return;
  const [inside, outside] = [performance.now() - gone[0], Date.now() - gone[1]];
  gone = null;
  if (inside >= AWAY && !sent && !over) await wasAway(inside);
  if (!await ask()) clock.slept(outside - inside);
  draw();
}

// Whoever went to another page and came back was away too; whoever read this one anew was not.
function noteLeft() { if (!sent && !over) try { localStorage.setItem(leftAt, String(Date.now())); } catch { /* only a count */ } }

async function noteBack() {
  const since = Number(localStorage.getItem(leftAt) ?? 0);
  localStorage.removeItem(leftAt);
  const anew = performance.getEntriesByType("navigation")[0]?.type === "reload";
  if (since && !anew && Date.now() - since >= AWAY) await wasAway(Date.now() - since);
}

async function wasAway(milliseconds) {
  away += 1;
  await outbox.put("quizzes.away", { attempt, seconds: Math.min(86_400, Math.round(milliseconds / 1000)) });
}

function changed(event) {
  if (over || sent) return;
  answers.changed(event);
  sheet.draw();
}

async function confirmOne(question) {
  if (!isAnswered(question)) return;
  await answers.put(question);
  lock(question);
  await outbox.flush();
  await ask();
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

function wire() {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.matches("[data-confirm]")) confirmOne(event.submitter.closest("[data-question]"));
  });
  document.querySelector("[data-hand-in]").addEventListener("click", handIn);
  document.addEventListener("visibilitychange", seen);
  addEventListener("pageshow", (event) => { if (event.persisted) localStorage.removeItem(leftAt); });
  addEventListener("pagehide", () => { clock.keep(); noteLeft(); answers.putTyped(); });
  setInterval(() => { if (document.visibilityState === "visible") ask(); }, 45_000 + Math.random() * 30_000);
  setInterval(() => clock.keep(), 5_000);
  setInterval(tick, 1_000);
  wireZoom();
}

async function start() {
  const { openOutbox } = await import(words.outboxModule);
  outbox = await openOutbox({ sync: words.sync, owner: words.owner });
  for (const one of questions) {
    if (one.dataset.kind === "order") wireOrder(one, { up: words.up, down: words.down, asIs: words.asIs });
  }
  document.querySelector("[data-quiz-plain]").hidden = true;
  document.querySelector("[data-quiz-outbox]").hidden = false;
  sheet = new Sheet(questions, attempt, words);
  answers = new Answers({ attempt, clock, outbox, questions, locks: "locks" in words, drawn: draw });
  await answers.recall();
  sent = answers.handedIn;
  if (sent) shut(words.kept);
  if (!sent) await noteBack().catch(() => undefined);
  wire();
  draw();
  tick();
  place.dataset.ready = "yes";
  setTimeout(() => import(words.keepModule), kept ? 0 : 1_000 + Math.random() * 4_000);
}

start();
