// The screen of a poll: asks again and again what has changed, and puts in only that, so that bars grow and a button keeps the focus.

const screen = document.querySelector("[data-poll-screen]");
const PAUSE_MS = 1500;
const PATIENCE_MS = 4000;
const drawn = new Map();
let failures = 0;

// Every answer carries another token against forged posts: that alone is no change.
const said = (part) => part.innerHTML.replace(/(name="csrf_token" value=")[^"]*/g, "$1");

function put(part) {
  const place = screen.querySelector(`[data-part="${part.dataset.part}"]`);
  if (drawn.get(part.dataset.part) === said(part)) return;
  if (part.dataset.part === "controls" && screen.querySelector("dialog[open]")) return;
  drawn.set(part.dataset.part, said(part));
  const shares = new Map([...place.querySelectorAll("rect[id]")].map((bar) => [bar.id, bar.getAttribute("width")]));
  place.replaceChildren(...part.childNodes);
  for (const bar of place.querySelectorAll("rect[id]")) grow(bar, shares.get(bar.id) ?? "0");
}

function grow(bar, before) {
  const now = bar.getAttribute("width");
  if (now === before) return;
  bar.setAttribute("width", before);
  bar.getBoundingClientRect();
  bar.setAttribute("width", now);
}

function show(text) {
  const told = new DOMParser().parseFromString(text, "text/html");
  screen.querySelector("main").className = told.querySelector("main").className;
  for (const part of told.querySelectorAll("[data-part]")) put(part);
}

async function ask() {
  try {
    const answer = await fetch(screen.dataset.url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(await answer.text());
    failures = 0;
  } catch {
    failures += 1;
  }
  screen.querySelector("[data-offline]").hidden = failures < 2;
  setTimeout(ask, PAUSE_MS);
}

async function stayAwake() {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => undefined);
}

document.addEventListener("visibilitychange", stayAwake);
screen.addEventListener("click", (event) => {
  if (event.target.closest("[data-fullscreen]")) document.documentElement.requestFullscreen?.();
});
for (const part of screen.querySelectorAll("[data-part]")) drawn.set(part.dataset.part, said(part));
stayAwake();
setTimeout(ask, PAUSE_MS);
