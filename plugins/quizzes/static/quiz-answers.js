// Every answer goes into the outbox at once; what waits there was said after what the server holds.

import { isAnswered, lock, read, same, write } from "./quiz-fields.js";

const TYPED = 1_000;

export class Answers {
  waiting = new Set(); refused = new Set(); handedIn = false;
  #attempt; #clock; #outbox; #questions; #drafts; #locks;
  #saved = new Map(); #touched = new Map(); #left = new Map(); #drawn;

  constructor({ attempt, clock, outbox, questions, locks, drawn }) {
    [this.#attempt, this.#clock, this.#outbox, this.#questions] = [attempt, clock, outbox, questions];
    [this.#locks, this.#drawn, this.#drafts] = [locks, drawn, `jixun-quiz-draft ${attempt}`];
    for (const one of questions) this.#saved.set(one.dataset.question, isAnswered(one) ? read(one) : []);
    outbox.addEventListener("change", () => this.refresh());
  }

  // The page as it was left: what waits to be sent, and what was typed a moment before.
  async recall() {
    for (const act of await this.#own("quizzes.answer")) {
      const question = this.#questions[act.payload.number - 1];
      this.#saved.set(question.dataset.question, act.payload.given);
      write(question, act.payload.given);
      if (this.#locks) lock(question);
    }
    for (const [number, texts] of Object.entries(this.#typed())) write(this.#questions[number - 1], texts);
    await this.refresh();
    if (!this.handedIn) await this.putTyped();
  }

  // Asks the phone's store, not one's own memory: another tab may have sent it.
  async refresh() {
    const waits = new Set((await this.#own("quizzes.answer")).map((act) => String(act.payload.number)));
    for (const number of this.waiting) if (!waits.has(number)) this.#left.set(number, performance.now());
    const mine = (act) => act.kind === "quizzes.answer" && act.payload.attempt === this.#attempt;
    this.refused = new Set((await this.#outbox.refused()).filter(mine).map((act) => String(act.payload.number)));
    this.waiting = waits;
    this.handedIn = (await this.#own("quizzes.send")).length > 0;
    this.#drawn();
  }

  changed(event) {
    const question = event.target.closest("[data-question]");
    if (!question) return;
    this.#touched.set(question.dataset.question, this.#clock.elapsed);
    const typed = event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])");
    if (typed) this.#draft(question.dataset.question, read(question));
    if (this.#locks) return;
    clearTimeout(question.typing);
    if (typed && event.type === "input") question.typing = setTimeout(() => this.put(question), TYPED);
    else this.put(question);
  }

  async put(question) {
    const [number, given] = [question.dataset.question, read(question)];
    clearTimeout(question.typing);
    const torn = given.some(Boolean) && !isAnswered(question);
    if (!torn && !same(given, this.#saved.get(number))) {
      const elapsed = Math.min(this.#touched.get(number) ?? this.#clock.elapsed, this.#clock.elapsed);
      this.#saved.set(number, given);
      this.waiting.add(number);
      await this.#outbox.put("quizzes.answer", { attempt: this.#attempt, number: Number(number), given, stamp: this.#clock.stamp, elapsed });
      this.#clock.keep();
    }
    this.#draft(number, null);
  }

  async putTyped() {
    if (this.#locks) return;
    for (const number of Object.keys(this.#typed())) await this.put(this.#questions[number - 1]);
  }

  handIn() {
    return this.#outbox.put("quizzes.send", { attempt: this.#attempt, stamp: this.#clock.stamp, elapsed: this.#clock.elapsed });
  }

  // When something was last changed on this page, for the form as a whole.
  get lastTouch() { return Math.max(0, ...this.#touched.values()); }

  get savedCount() {
    return this.#questions.filter((one) => isAnswered(one) && !this.waiting.has(one.dataset.question) && !this.refused.has(one.dataset.question)).length;
  }

  // What the server held when it was asked at `begun`; whatever was said here since stays.
  merge(told, begun) {
    const typed = this.#typed();
    for (const question of this.#questions) {
      const number = question.dataset.question;
      const theirs = told.answers[number] ?? [];
      const busy = this.waiting.has(number) || number in typed || this.#touched.has(number) || (this.#left.get(number) ?? 0) > begun;
      if (!busy && !same(theirs, this.#saved.get(number))) {
        this.#saved.set(number, theirs);
        write(question, theirs);
      }
      if (this.#locks && theirs.length) lock(question);
    }
    this.#touched.clear();
  }

  async #own(kind) {
    return (await this.#outbox.acts()).filter((act) => act.kind === kind && act.payload.attempt === this.#attempt);
  }

  #typed() { try { return JSON.parse(localStorage.getItem(this.#drafts)) ?? {}; } catch { return {}; } }

  #draft(number, texts) {
    const all = this.#typed();
    if (texts) all[number] = texts; else delete all[number];
    try { localStorage.setItem(this.#drafts, JSON.stringify(all)); } catch { /* the outbox will have it in a second */ }
  }
}
