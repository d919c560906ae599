// The line that always says what waits to be sent, in words; what was refused stays until somebody has read it.

import { openOutbox } from "./outbox.js";
import { forget } from "./shelves.js";

function said(text, values) {
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

function clockTime(moment) {
  const pad = (number) => String(number).padStart(2, "0");
  const at = new Date(moment);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

function lineOf(words, now) {
  const values = { n: now.waiting, done: now.sending, all: now.total, time: clockTime(now.lastSent) };
  if (now.cut) return words.cut;
  if (now.offline) return said(now.waiting ? words.offline : words.offlineNone, values);
  if (now.sending && now.total) return said(words.sending, values);
  if (!now.waiting) return now.lastSent ? said(words.sent, values) : words.none;
  if (now.trouble === "sign-in") return said(words.signIn, values);
  return said(now.trouble === "refused" ? words.trouble : words.waiting, values);
}

function draw(place, now) {
  const words = place.dataset;
  const line = place.querySelector("[data-outbox-line]");
  const text = lineOf(words, now);
  if (line.textContent !== text) line.textContent = text;
  place.dataset.state = now.cut ? "cut" : now.waiting ? "waiting" : now.offline ? "offline" : now.refused ? "refused" : "sent";
  const note = place.querySelector("[data-outbox-note]");
  note.textContent = now.durable ? (isSecureContext ? "" : words.plain) : words.memory;
  note.hidden = !note.textContent;
  const button = place.querySelector("[data-outbox-refused]");
  button.textContent = said(words.refused, { n: now.refused });
  button.hidden = !now.refused;
}

async function list(place, outbox) {
  const shown = place.querySelector("[data-outbox-list]");
  const acts = await outbox.refused();
  shown.replaceChildren(...acts.map((act) => {
    const row = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = `${clockTime(act.made_at)} ${act.message}`;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = place.dataset.dismiss;
    button.addEventListener("click", () => outbox.dismiss(act.id));
    row.append(words, button);
    return row;
  }));
  if (!acts.length) { shown.hidden = true; place.querySelector("[data-outbox-refused]").setAttribute("aria-expanded", "false"); }
}

async function wire(place) {
  const outbox = await openOutbox({ sync: place.dataset.sync, owner: place.dataset.owner });
  const button = place.querySelector("[data-outbox-refused]");
  button.addEventListener("click", () => {
    const shown = place.querySelector("[data-outbox-list]");
    shown.hidden = !shown.hidden;
    button.setAttribute("aria-expanded", String(!shown.hidden));
  });
  outbox.addEventListener("change", ({ detail }) => { draw(place, detail); list(place, outbox); });
  outbox.addEventListener("cut", async ({ detail }) => {
    if (detail.status !== 410) return;
    await forget([place.dataset.owner.split(":")[0]]);
    for (const other of document.querySelectorAll("#main > *")) if (other !== place && !other.contains(place)) other.remove();
  });
  draw(place, await outbox.status());
  list(place, outbox);
}

for (const place of document.querySelectorAll("[data-outbox]")) wire(place);
