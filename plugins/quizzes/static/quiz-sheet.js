// A question a screen: next and back, by swipe too, and the sheet of numbers that says which are open.

import { isAnswered } from "./quiz-fields.js";

const FAR = 70;

export class Sheet {
  #questions; #place = 0; #flags; #name; #words; #bar; #dialog;

  constructor(questions, attempt, words) {
    [this.#questions, this.#words, this.#name] = [questions, words, `jixun-quiz-place ${attempt}`];
    [this.#bar, this.#dialog] = [document.querySelector("[data-quiz-bar]"), document.querySelector("[data-sheet]")];
    const held = this.#held();
    this.#flags = new Set(held.flags);
    const named = questions.findIndex((one) => `#${one.id}` === location.hash);
    this.#wire();
    this.show(named >= 0 ? named : Math.min(held.place, questions.length - 1), false);
  }

  get dialog() { return this.#dialog; }

  show(place, focus = true) {
    if (place < 0 || place >= this.#questions.length) return;
    this.#place = place;
    const now = this.#questions[place];
    for (const one of this.#questions) one.hidden = one !== now;
    for (const one of document.querySelectorAll("[data-section]")) one.hidden = one.dataset.section !== now.dataset.sectionOf;
    document.querySelector(".ph-scroll").scrollTop = 0;
    if (focus) { now.tabIndex = -1; now.focus({ preventScroll: true }); }
    this.draw();
  }

  draw() {
    const last = this.#place === this.#questions.length - 1;
    const now = this.#questions[this.#place];
    const answered = this.#questions.filter(isAnswered).length;
    const open = this.#questions.length - answered;
    this.#bar.querySelector("[data-back-one]").disabled = this.#place === 0;
    this.#bar.querySelector("[data-next-one] span").textContent = last ? document.querySelector("[data-hand-in]").textContent : this.#bar.dataset.next;
    this.#bar.querySelector("[data-next-one]").classList.toggle("is-last", last);
    this.#bar.querySelector("[data-place]").textContent = `${this.#place + 1}/${this.#questions.length}`;
    this.#bar.querySelector("[data-flag]").setAttribute("aria-pressed", String(this.#flags.has(now.dataset.question)));
    this.#dialog.querySelector("[data-sheet-words]").textContent = open ? this.#words.open.replace("{n}", open) : this.#words.done;
    for (const one of this.#dialog.querySelectorAll("[data-go]")) this.#drawNumber(one);
    this.#keep();
  }

  #drawNumber(button) {
    const question = this.#questions[button.dataset.go - 1];
    const [answered, flagged] = [isAnswered(question), this.#flags.has(button.dataset.go)];
    button.className = answered ? "is-answered" : "is-open";
    button.classList.toggle("is-flagged", flagged);
    button.toggleAttribute("aria-current", question === this.#questions[this.#place]);
    const said = [button.dataset.go, answered ? this.#words.answered : this.#words.notAnswered, flagged ? this.#words.flagged : ""];
    button.setAttribute("aria-label", said.filter(Boolean).join(" "));
  }

  #wire() {
    const on = (name, done) => document.querySelector(`[data-${name}]`).addEventListener("click", done);
    this.#bar.dataset.next = this.#bar.querySelector("[data-next-one] span").textContent;
    this.#bar.hidden = false;
    on("back-one", () => this.show(this.#place - 1));
    on("next-one", () => { if (this.#place === this.#questions.length - 1) this.#dialog.showModal(); else this.show(this.#place + 1); });
    on("open-sheet", () => this.#dialog.showModal());
    on("sheet-close", () => this.#dialog.close());
    on("flag", () => this.#flag());
    for (const one of this.#dialog.querySelectorAll("[data-go]")) {
      one.addEventListener("click", () => { this.#dialog.close(); this.show(one.dataset.go - 1); });
    }
    this.#swipe(document.querySelector("[data-paper]"));
  }

  #flag() {
    const number = this.#questions[this.#place].dataset.question;
    if (!this.#flags.delete(number)) this.#flags.add(number);
    this.draw();
  }

  #swipe(form) {
    let from = null;
    form.addEventListener("touchstart", (event) => {
      const still = event.target.closest("input[type=text], textarea, select, .quiz-picture");
      from = still || event.touches.length > 1 ? null : event.touches[0];
    }, { passive: true });
    form.addEventListener("touchend", (event) => {
      if (!from) return;
      const to = event.changedTouches[0];
      const [across, down] = [to.clientX - from.clientX, to.clientY - from.clientY];
      if (Math.abs(across) > FAR && Math.abs(across) > 2 * Math.abs(down)) this.show(this.#place + (across < 0 ? 1 : -1));
    }, { passive: true });
  }

  #held() {
    try { return { place: 0, flags: [], ...JSON.parse(localStorage.getItem(this.#name)) }; } catch { return { place: 0, flags: [] }; }
  }

  #keep() {
    try { localStorage.setItem(this.#name, JSON.stringify({ place: this.#place, flags: [...this.#flags] })); } catch { /* only a comfort */ }
  }
}
