// An import: what was typed into a question and not saved yet is saved before the whole is taken, and not lost by leaving.

const UNSAVED = ".qz-entry form[data-unsaved]";

function onInput(event) {
  const form = event.target.closest(".qz-entry form.qz-form");
  if (form) form.dataset.unsaved = "yes";
}

function onSubmit(event) {
  if (event.target.id !== "take") return;
  const forms = [...document.querySelectorAll(UNSAVED)];
  if (!forms.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  saveAll(forms);
}

// One after the other: each answer brings the line above up to date. What the server refuses stays open, and nothing is taken.
async function saveAll(forms) {
  for (const form of forms) {
    const swap = { source: form, target: form.getAttribute("hx-target"), swap: "outerHTML" };
    await window.htmx.ajax("POST", form.getAttribute("hx-post"), swap);
  }
  const open = document.querySelector(`${UNSAVED}, .qz-entry .problems, .qz-entry .qz-still`);
  if (open) open.closest(".qz-entry").scrollIntoView({ block: "center" });
  else document.getElementById("take").requestSubmit();
}

function onLeave(event) {
  if (document.querySelector(UNSAVED)) event.preventDefault();
}

document.addEventListener("input", onInput);
document.addEventListener("change", onInput);
document.addEventListener("submit", onSubmit, true);
window.addEventListener("beforeunload", onLeave);
