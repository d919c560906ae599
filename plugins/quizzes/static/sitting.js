// The progress of a sitting is fetched anew every few seconds: what somebody is asked or looks at waits, the seat that had the focus keeps it.

const progress = document.getElementById("progress");
let seat = "";

progress?.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === progress && document.querySelector("dialog[open]")) event.preventDefault();
});

progress?.addEventListener("htmx:beforeSwap", () => {
  seat = progress.contains(document.activeElement) ? document.activeElement.id : "";
});

progress?.addEventListener("htmx:afterSwap", () => {
  if (seat) document.getElementById(seat)?.focus({ preventScroll: true });
});
