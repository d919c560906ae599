// Marks by keyboard: digits tick points, Enter sends, Ctrl+Enter sends from the comment; the next answer takes the focus.

const typing = (target) => target.matches("input:not([type=checkbox]), textarea, select");

document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-marking]");
  if (!form || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && event.ctrlKey) {
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || typing(event.target)) return;
  const ticks = form.querySelectorAll("input[name=ticked]");
  const place = Number(event.key) - 1;
  if (ticks[place]) {
    ticks[place].checked = !ticks[place].checked;
    event.preventDefault();
  } else if (event.key === "Enter" && !event.target.closest("button, a, summary")) {
    form.requestSubmit();
    event.preventDefault();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "quiz-desk") return;
  window.scrollTo({ top: 0 });
  const form = document.querySelector("form[data-marking]");
  if (!form) return;
  const ticks = form.querySelector("input[name=ticked]");
  (ticks ?? form.elements.points).focus({ preventScroll: true });
});
