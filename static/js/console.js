// The desk: menus, dialogs, tables that sort and filter, filters that send themselves.

function onClick(event) {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog").close();
  if (event.target.nodeName === "DIALOG") event.target.close();
  const seat = event.target.closest("[data-panel]");
  if (seat) openPanel(seat.dataset.panel);
  const sorter = event.target.closest("[data-sorter]");
  if (sorter) sortBy(sorter);
  const copier = event.target.closest("[data-copy]");
  if (copier) copy(copier);
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

// A page without https may not write to the clipboard; the text is then selected, ready for Ctrl+C.
async function copy(button) {
  const box = document.getElementById(button.dataset.copy);
  box.select();
  try {
    await navigator.clipboard.writeText(box.value);
    button.textContent = button.dataset.done;
  } catch {
    box.focus();
  }
}

function openPanel(title) {
  const panel = document.getElementById("panel");
  document.getElementById("panel-title").textContent = title;
  document.getElementById("panel-body").replaceChildren();
  if (!panel.open) panel.showModal();
}

function onKey(event) {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}

function sortBy(sorter) {
  const head = sorter.closest("th");
  const place = [...head.parentElement.children].indexOf(head);
  const body = head.closest("table").tBodies[0];
  const falling = head.getAttribute("aria-sort") === "ascending";
  const words = new Intl.Collator("zh-CN", { numeric: true });
  const value = (row) => {
    const cell = row.cells[place];
    return cell ? cell.dataset.sort ?? cell.textContent.trim() : "";
  };
  const order = sorter.dataset.sorter === "number"
    ? (a, b) => Number.parseFloat(value(a) || "0") - Number.parseFloat(value(b) || "0")
    : (a, b) => words.compare(value(a), value(b));
  const rows = [...body.rows].sort(order);
  if (falling) rows.reverse();
  for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", falling ? "descending" : "ascending");
  body.append(...rows);
}

function onInput(event) {
  const find = event.target.closest("[data-find]");
  if (!find) return;
  const table = document.getElementById(find.dataset.find);
  const sought = find.value.trim().toLowerCase().split(/\s+/);
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !sought.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  const count = document.querySelector(`[data-find-count="${find.dataset.find}"]`);
  if (count) count.textContent = find.value.trim() ? `${shown} / ${table.tBodies[0].rows.length}` : "";
}

function onChange(event) {
  event.target.closest("form[data-autosubmit]")?.requestSubmit();
  const every = event.target.closest("[data-check-all]");
  if (every) {
    for (const box of document.querySelectorAll(`input[type="checkbox"][name="${every.dataset.checkAll}"]`)) {
      if (!box.closest("[hidden]")) box.checked = every.checked;
    }
  }
  countChosen();
}

// A bulk bar ([data-chosen="name"]) shows itself and its number when boxes of that name are ticked.
function countChosen() {
  for (const bar of document.querySelectorAll("[data-chosen]")) {
    const chosen = document.querySelectorAll(`input[name="${bar.dataset.chosen}"]:checked`).length;
    bar.hidden = chosen === 0;
    const number = bar.querySelector("[data-chosen-count]");
    if (number) number.textContent = chosen;
  }
}

// A refused form comes back as itself; any other error is said above the page, and what was there stays.
function onAnswer(event) {
  const { status, responseText } = event.detail.xhr;
  const above = document.getElementById("flashes");
  above.querySelector("[data-offline]")?.remove();
  if ([400, 409, 422].includes(status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  } else if (status >= 400) {
    above.innerHTML = responseText;
  }
}

function onSilence() {
  const above = document.getElementById("flashes");
  if (above.querySelector("[data-offline]")) return;
  above.prepend(document.getElementById("offline").content.cloneNode(true));
}

document.addEventListener("htmx:beforeSwap", onAnswer);
document.addEventListener("htmx:sendError", onSilence);
document.addEventListener("htmx:timeout", onSilence);
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.addEventListener("input", onInput);
document.addEventListener("change", onChange);
countChosen();
document.querySelector(".class-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
