// The hall's screen during a test: asks the server how many have sent and how long it is open; only durations count, never this laptop's clock.

const screen = document.querySelector("[data-quiz-screen]");
const part = (name) => screen.querySelector(`[data-${name}]`);
const PAUSE_MS = 3000;
let endsAt = null;
let drawn = "";
let failures = 0;

function show(state) {
  if (drawn !== state.svg) {
    const drawing = new DOMParser().parseFromString(state.svg, "image/svg+xml").documentElement;
    drawing.setAttribute("aria-hidden", "true");
    part("qr").replaceChildren(document.importNode(drawing, true));
    drawn = state.svg;
  }
  for (const name of ["clock", "sent", "due", "begun", "message"]) part(name).textContent = state[name];
  endsAt = state.open ? performance.now() + state.left * 1000 : null;
  tick();
}

function tick() {
  const left = endsAt === null ? 0 : Math.max(0, Math.round((endsAt - performance.now()) / 1000));
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor((left % 3600) / 60), left % 60];
  const time = [...(hours ? [hours] : []), minutes, seconds].map((n) => String(n).padStart(2, "0")).join(":");
  part("left").textContent = endsAt === null || hours > 9 ? "" : part("left").dataset.words.replace("{time}", time);
}

async function ask() {
  try {
    const answer = await fetch(screen.dataset.quizScreen, { cache: "no-store", signal: AbortSignal.timeout(4000), headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json());
    failures = 0;
  } catch {
    failures += 1;
  }
  // The address stays good without a network here: only the numbers are old.
  screen.classList.toggle("is-stale", failures > 3 && !drawn);
  screen.classList.toggle("is-offline", failures > 1);
  setTimeout(ask, PAUSE_MS);
}

async function stayAwake() {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => undefined);
}

document.addEventListener("visibilitychange", stayAwake);
part("fullscreen").addEventListener("click", () => document.documentElement.requestFullscreen?.());
setInterval(tick, 1000);
stayAwake();
ask();
