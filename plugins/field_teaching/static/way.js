// The page moves on with the clock, also where there is no signal: the stop whose time it is stands large.

const stops = [...document.querySelectorAll("[data-next]")];
const lines = [...document.querySelectorAll("[data-line]")];
const over = document.querySelector("[data-over]");

function show() {
  const now = Date.now();
  const found = stops.findIndex((one) => Date.parse(one.dataset.until) > now);
  const place = found < 0 ? stops.length : found;
  stops.forEach((one, number) => {
    one.hidden = number !== place;
    const begun = Boolean(one.dataset.from) && Date.parse(one.dataset.from) <= now;
    one.querySelector("[data-coming]").hidden = begun;
    one.querySelector("[data-here]").hidden = !begun;
  });
  lines.forEach((line, number) => {
    line.className = number < place ? "is-past" : number === place ? "is-now" : "is-next";
    if (number === place) line.setAttribute("aria-current", "time");
    else line.removeAttribute("aria-current");
  });
  if (over) over.hidden = place < stops.length;
}

if (stops.length) {
  // The server's clock drew the page; a phone's clock that is far off must not undo it at once.
  setInterval(show, 30_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) show(); });
  if (document.documentElement.hasAttribute("data-kept") || !navigator.onLine) show();
}
