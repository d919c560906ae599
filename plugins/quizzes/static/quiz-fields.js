// The fields of a question: what they hold as a list of texts, as the server reads a form, and the moving of an order.

function fields(question) { return [...question.querySelectorAll(`[name="q${question.dataset.question}"]`)]; }

function isChoice(field) { return field.type === "radio" || field.type === "checkbox"; }

export function read(question) {
  return fields(question).filter((one) => !isChoice(one) || one.checked).map((one) => one.value);
}

export function write(question, texts) {
  fields(question).forEach((one, place) => {
    if (isChoice(one)) one.checked = texts.includes(one.value);
    else if (document.activeElement !== one || one.tagName === "SELECT") one.value = texts[place] ?? "";
  });
  question.dispatchEvent(new CustomEvent("written"));
}

export function same(one, other) {
  const bare = (texts) => (texts.some((text) => text.trim()) ? texts.map((text) => text.trim()) : []);
  return JSON.stringify(bare(one)) === JSON.stringify(bare(other));
}

// An order counts when every place is filled, anything else as soon as it says something.
export function isAnswered(question) {
  const texts = read(question);
  return question.dataset.kind === "order" ? texts.every(Boolean) && texts.length > 0 : texts.some((text) => text.trim());
}

export function lock(question) {
  question.dataset.locked = "";
  for (const one of question.querySelectorAll("input, select, textarea, .quiz-move, [data-as-is]")) one.disabled = true;
  for (const one of question.querySelectorAll("[data-confirm]")) one.hidden = true;
}

function button(text, name, label) {
  const made = document.createElement("button");
  [made.type, made.className, made.textContent] = ["button", name, text];
  if (label) made.setAttribute("aria-label", label);
  return made;
}

// Lines that move up and down by a tap; the selects below hold the order and stay out of sight.
export function wireOrder(question, words) {
  const list = question.querySelector(".quiz-lines");
  const items = () => [...list.querySelectorAll("[data-item]")];
  const asIs = button(words.asIs, "weui-btn weui-btn_default", "");
  asIs.dataset.asIs = "";
  const settle = () => {
    const letters = items().map((one) => one.dataset.item);
    fields(question).forEach((one, place) => { one.value = letters[place]; });
    asIs.hidden = true;
    fields(question)[0].dispatchEvent(new Event("change", { bubbles: true }));
  };
  const move = (item, by) => {
    const all = items();
    const other = all[all.indexOf(item) + by];
    if (!other) return;
    if (by < 0) other.before(item); else other.after(item);
    settle();
  };
  for (const item of items()) {
    for (const [sign, by, label] of [["↑", -1, words.up], ["↓", 1, words.down]]) {
      const made = button(sign, "quiz-move", `${item.dataset.item} ${label}`);
      made.addEventListener("click", () => { move(item, by); made.focus(); });
      item.append(made);
    }
  }
  asIs.addEventListener("click", settle);
  list.after(asIs);
  question.querySelector(".quiz-selects").hidden = true;
  const draw = () => {
    const told = read(question);
    if (told.every(Boolean)) for (const letter of told) list.append(list.querySelector(`[data-item="${CSS.escape(letter)}"]`));
    asIs.hidden = told.every(Boolean);
  };
  question.addEventListener("written", draw);
  draw();
}
