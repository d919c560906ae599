// The phone's page of a poll: opens anew when the hall goes on; never while somebody is choosing several.

const place = document.querySelector("[data-poll-state]");
const PAUSE_MS = 4000;
let touched = false;

async function look() {
  if (document.visibilityState === "visible" && !document.querySelector('[aria-busy="true"]')) {
    try {
      const answer = await fetch(place.dataset.pollState, { cache: "no-store", signal: AbortSignal.timeout(PAUSE_MS) });
      const { mark } = answer.ok ? await answer.json() : { mark: place.dataset.mark };
      const sameQuestion = mark.split("-")[0] === place.dataset.mark.split("-")[0];
      if (mark !== place.dataset.mark && !(touched && sameQuestion && mark.split("-")[1]?.startsWith("1"))) return location.reload();
    } catch {
      // No signal for a moment: the next look will do.
    }
  }
  return setTimeout(look, PAUSE_MS);
}

document.addEventListener("change", () => { touched = true; });
setTimeout(look, PAUSE_MS);
