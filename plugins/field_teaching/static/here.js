// "Set here": asks the browser once, on a press, where the phone is, and shows it before it is kept.

const ROUGH = 50;

function say(box, text) {
  box.querySelector("[data-here-said]").textContent = text;
}

function show(box, { latitude, longitude, accuracy }) {
  const words = box.dataset;
  const form = box.querySelector("[data-here-form]");
  form.elements.latitude.value = latitude.toFixed(7);
  form.elements.longitude.value = longitude.toFixed(7);
  const found = words.found
    .replace("{place}", `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`)
    .replace("{metres}", String(Math.round(accuracy)));
  say(box, accuracy > ROUGH ? `${found} ${words.rough}` : found);
  form.hidden = false;
}

function ask(box, button) {
  const words = box.dataset;
  if (!window.isSecureContext) { say(box, words.insecure); return; }
  if (!navigator.geolocation) { say(box, words.none); return; }
  say(box, words.waiting);
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    (position) => { button.disabled = false; show(box, position.coords); },
    (error) => { button.disabled = false; say(box, error.code === error.PERMISSION_DENIED ? words.refused : words.failed); },
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
  );
}

for (const box of document.querySelectorAll("[data-here]")) {
  const button = box.querySelector("[data-here-ask]");
  button.addEventListener("click", () => ask(box, button));
}
