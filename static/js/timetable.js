// The timetable: a lesson is dragged to another half-day, and a question is asked before it moves.

const area = document.querySelector("[data-timetable]");
const form = document.getElementById("move-lesson");
let carried = null;

function cellAt(event) {
  return event.target.closest("td[data-day]");
}

function mark(cell) {
  for (const other of area.querySelectorAll("td.is-over")) other.classList.remove("is-over");
  cell?.classList.add("is-over");
}

function onStart(event) {
  carried = event.target.closest("[data-lesson]");
  if (!carried) return;
  event.dataTransfer.setData("text/plain", carried.dataset.title);
  event.dataTransfer.effectAllowed = "move";
  area.classList.add("is-dragging");
}

function onOver(event) {
  const cell = cellAt(event);
  if (!carried || !cell) return;
  event.preventDefault();
  mark(cell);
}

function onDrop(event) {
  const cell = cellAt(event);
  if (!carried || !cell || cell.contains(carried)) return;
  event.preventDefault();
  form.elements.lesson.value = carried.dataset.lesson;
  form.elements.day.value = cell.dataset.day;
  form.elements.half.value = cell.dataset.half;
  form.dataset.ask = area.dataset.question.replace("{title}", carried.dataset.title).replace("{where}", cell.dataset.where);
  form.requestSubmit();
}

function onEnd() {
  carried = null;
  mark(null);
  area.classList.remove("is-dragging");
}

if (area && form) {
  area.addEventListener("dragstart", onStart);
  area.addEventListener("dragover", onOver);
  area.addEventListener("drop", onDrop);
  area.addEventListener("dragend", onEnd);
}
