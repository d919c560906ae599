// The projector: asks the server for the code of now. Only durations count, never this laptop's clock.

const screen = document.querySelector("[data-qr-screen]");
const part = (name) => screen.querySelector(`[data-${name}]`);
const PAUSE_MS = 2000;
const PATIENCE_MS = 4000;
let validUntil = 0;
let failures = 0;
let drawn = "";

function show(state) {
  if (drawn !== state.svg) {
    const drawing = new DOMParser().parseFromString(state.svg, "image/svg+xml").documentElement;
    drawing.setAttribute("aria-hidden", "true");
    part("qr").replaceChildren(document.importNode(drawing, true));
    drawn = state.svg;
  }
  part("code").textContent = state.code;
  part("present").textContent = state.present;
  part("due").textContent = state.due;
  part("latest").replaceChildren(...(state.latest ?? []).map((name) => Object.assign(document.createElement("span"), { textContent: name })));
  part("message").textContent = state.message ?? "";
  screen.classList.toggle("is-closed", Boolean(state.closed));
  validUntil = performance.now() + state.remaining_ms;
  turnRing(state.remaining_ms, state.step_ms);
}

function turnRing(remaining, step) {
  const ring = part("ring");
  for (const running of ring.getAnimations()) running.cancel();
  ring.animate([{ strokeDashoffset: 100 - (remaining / step) * 100 }, { strokeDashoffset: 100 }], { duration: remaining, fill: "forwards" });
}

async function ask() {
  let pause = PAUSE_MS;
  try {
    const answer = await fetch(screen.dataset.url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const state = await answer.json();
    failures = 0;
    show(state);
    pause = Math.min(PAUSE_MS, Math.max(150, state.remaining_ms + 60));
  } catch {
    failures += 1;
  }
  // A code that has run out is covered, so that nobody scans it in vain.
  screen.classList.toggle("is-stale", failures > 0 && performance.now() > validUntil);
  screen.classList.toggle("is-offline", failures > 1);
  setTimeout(ask, pause);
}

async function stayAwake() {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => undefined);
}

document.addEventListener("visibilitychange", stayAwake);
document.querySelector("[data-fullscreen]")?.addEventListener("click", () => document.documentElement.requestFullscreen?.());
stayAwake();
ask();
