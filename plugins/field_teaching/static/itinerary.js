// The way of an outing: a stop is dragged to another place, or moved by Alt+↑ and Alt+↓; without this script its buttons do the same.

let carried = null;

function wayOf(event) {
  return event.target.closest?.("[data-way]");
}

function stopOf(event) {
  return event.target.closest?.("[data-stop]");
}

function stops() {
  return [...document.querySelectorAll("[data-way] > [data-stop]")];
}

function mark(stop, above) {
  for (const other of stops()) other.classList.remove("is-over-above", "is-over-below");
  stop?.classList.add(above ? "is-over-above" : "is-over-below");
}

function isAbove(event, stop) {
  const box = stop.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2;
}

function onStart(event) {
  carried = stopOf(event);
  if (!carried) return;
  event.dataTransfer.setData("text/plain", carried.querySelector(".way-title b").textContent);
  event.dataTransfer.effectAllowed = "move";
  carried.classList.add("is-carried");
}

function onOver(event) {
  const stop = stopOf(event);
  if (!carried || !wayOf(event)) return;
  event.preventDefault();
  if (stop) mark(stop === carried ? null : stop, isAbove(event, stop));
}

function onDrop(event) {
  const stop = stopOf(event);
  if (!carried || !stop || stop === carried) return;
  event.preventDefault();
  const all = stops();
  const old = all.indexOf(carried);
  const place = all.indexOf(stop) + (isAbove(event, stop) ? 0 : 1);
  moveTo(carried.dataset.stop, place > old ? place - 1 : place);
}

function moveTo(stop, place) {
  const form = document.getElementById("way-drag");
  const address = form.dataset.address.replace("/stops/0/", `/stops/${stop}/`);
  const values = { to: place, csrf_token: form.elements.csrf_token.value };
  globalThis.htmx.ajax("POST", address, { target: "#way-area", swap: "outerHTML", values });
}

function onEnd() {
  carried?.classList.remove("is-carried");
  carried = null;
  mark(null);
}

function onKey(event) {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const stop = wayOf(event) && stopOf(event);
  if (!stop) return;
  event.preventDefault();
  const up = event.key === "ArrowUp";
  document.getElementById(`${up ? "up" : "down"}-${stop.dataset.stop}`).focus();
  // Not a press of the button: right after a move it is new, and would leave the page.
  const all = stops();
  const place = all.indexOf(stop) + (up ? -1 : 1);
  if (place >= 0 && place < all.length) moveTo(stop.dataset.stop, place);
}

document.addEventListener("dragstart", onStart);
document.addEventListener("dragover", onOver);
document.addEventListener("drop", onDrop);
document.addEventListener("dragend", onEnd);
document.addEventListener("keydown", onKey);
