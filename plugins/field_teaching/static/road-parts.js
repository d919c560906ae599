// The pieces of the leader's page: elements, buttons, and a question before an act.

export function make(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

export function button(text, name, act) {
  const made = make("button", name, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

export function tell(place, text) { place.replaceChildren(make("p", "note note-warn", text)); }

function open(question, fill) {
  return new Promise((resolve) => {
    const dialog = make("dialog", "dialog");
    dialog.setAttribute("aria-label", question);
    const box = make("form", "dialog-ask");
    box.method = "dialog";
    box.append(make("p", "", question));
    let answer = null;
    fill(box, (given) => { answer = given; dialog.close(); });
    dialog.append(box);
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// A sentence from the leader; null where they went back.
export function ask(question, words, needed) {
  return open(question, (box, answered) => {
    const text = make("input", "weui-input");
    text.maxLength = 150;
    text.setAttribute("aria-label", question);
    const problem = make("p", "field-error");
    problem.setAttribute("role", "alert");
    const row = make("div", "submit");
    row.append(
      button(words.save, "weui-btn weui-btn_primary", () => {
        const said = text.value.trim();
        if (said || !needed) answered(said);
        else { problem.textContent = words.whyNeeded; text.focus(); }
      }),
      button(words.cancel, "weui-btn weui-btn_default", () => answered(null)),
    );
    box.addEventListener("submit", (event) => { event.preventDefault(); row.firstChild.click(); });
    box.append(text, problem, row);
  });
}

// Yes or no.
export function choose(question, words) {
  return open(question, (box, answered) => {
    const row = make("div", "submit");
    row.append(button(words.save, "weui-btn weui-btn_primary", () => answered(true)), button(words.cancel, "weui-btn weui-btn_default", () => answered(null)));
    box.append(row);
  });
}
