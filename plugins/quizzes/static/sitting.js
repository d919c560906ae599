// The progress of a sitting is fetched anew every few seconds: what somebody is asked or looks at waits, the seat that had the focus keeps it.

const progress = document.getElementById("progress");
const stageNow = () => progress?.querySelector("[data-stage]")?.dataset.stage;
const stage = stageNow();
let seat = "";

progress?.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === progress && document.querySelector("dialog[open]")) event.preventDefault();
});

progress?.addEventListener("htmx:beforeSwap", () => {
  seat = progress.contains(document.activeElement) ? document.activeElement.id : "";
});

progress?.addEventListener("htmx:afterSwap", () => {
  // What may be done beside it is another thing now: it has opened, or is over.
  if (stageNow() !== stage) location.reload();
  if (seat) document.getElementById(seat)?.focus({ preventScroll: true });
});
