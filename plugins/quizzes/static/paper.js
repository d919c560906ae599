// The questions of a paper: dragged to another place or section, or moved by Alt+↑ and Alt+↓; without this script its buttons do the same.

let held = null;

const rowOf = (event) => event.target.closest?.("[data-row]");
const listOf = (event) => event.target.closest?.("[data-rows]");
const rowsIn = (list) => [...list.querySelectorAll(":scope > [data-row]")];

function showPlace(row, above) {
  for (const other of document.querySelectorAll(".is-over-above, .is-over-below")) other.classList.remove("is-over-above", "is-over-below");
  if (row && row !== held) row.classList.add(above ? "is-over-above" : "is-over-below");
}

function isAbove(event, row) {
  const { top, height } = row.getBoundingClientRect();
  return event.clientY - top < height / 2;
}

function send(id, values) {
  const form = document.getElementById("paper-drag");
  const address = form.dataset.address.replace("/questions/0/", `/questions/${id}/`);
  const token = form.elements.csrf_token.value;
  return globalThis.htmx.ajax("POST", address, { target: "#paper-area", swap: "outerHTML", values: { ...values, csrf_token: token } });
}

document.addEventListener("dragstart", (event) => {
  held = rowOf(event) ?? null;
  if (!held) return;
  event.dataTransfer.setData("text/plain", held.querySelector(".row-stem").textContent);
  event.dataTransfer.effectAllowed = "move";
  held.classList.add("is-carried");
});

document.addEventListener("dragover", (event) => {
  if (!held || !listOf(event)) return;
  event.preventDefault();
  const row = rowOf(event);
  showPlace(row, row && isAbove(event, row));
});

document.addEventListener("drop", (event) => {
  const [list, row] = [listOf(event), rowOf(event)];
  if (!held || !list || row === held) return;
  event.preventDefault();
  const others = rowsIn(list).filter((one) => one !== held);
  const to = row ? others.indexOf(row) + (isAbove(event, row) ? 0 : 1) : others.length;
  send(held.dataset.row, { to, into: list.dataset.rows });
});

document.addEventListener("dragend", () => {
  held?.classList.remove("is-carried");
  held = null;
  showPlace(null);
});

document.addEventListener("keydown", async (event) => {
  const to = event.altKey ? { ArrowUp: "up", ArrowDown: "down" }[event.key] : undefined;
  const row = to && listOf(event) && rowOf(event);
  if (!row) return;
  event.preventDefault();
  const id = row.dataset.row;
  await send(id, { to });
  document.getElementById(`${to}-${id}`)?.focus();
});
