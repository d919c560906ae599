// The phone: large type on demand, half-days by first and last tap, a screen that stays awake.

function wireCare(button) {
  button.addEventListener("click", () => {
    const on = document.documentElement.classList.toggle("care");
    button.setAttribute("aria-pressed", String(on));
    document.cookie = `care=${on ? 1 : 0}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  });
}

// Two taps choose a stretch: the first its start, the second its end; a third begins anew.
function wireHalfDays(group) {
  const boxes = [...group.querySelectorAll('input[type="checkbox"]')];
  const chosen = () => boxes.filter((box) => box.checked).map((box) => boxes.indexOf(box));
  let before = chosen();
  group.addEventListener("change", (event) => {
    const tapped = boxes.indexOf(event.target);
    const single = before.length === 1 && before[0] !== tapped;
    const from = single ? Math.min(before[0], tapped) : tapped;
    const to = single ? Math.max(before[0], tapped) : tapped;
    const emptied = before.length === 1 && before[0] === tapped;
    boxes.forEach((box, place) => { box.checked = !emptied && !box.disabled && place >= from && place <= to; });
    before = chosen();
    group.dispatchEvent(new CustomEvent("halfdays", { bubbles: true }));
  });
}

async function stayAwake() {
  if (!document.querySelector("[data-awake]") || !navigator.wakeLock) return;
  if (document.visibilityState === "visible") await navigator.wakeLock.request("screen").catch(() => undefined);
}

for (const button of document.querySelectorAll("[data-care]")) wireCare(button);
for (const group of document.querySelectorAll("[data-half-days]")) wireHalfDays(group);
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
