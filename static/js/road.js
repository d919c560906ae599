// The phone's page on the road: a rehearsal before it, and forgetting after it.

import { openOutbox } from "./outbox.js";
import { forget } from "./shelves.js";

const place = document.querySelector("[data-outbox]");
const { sync, owner } = place.dataset;

document.querySelector("[data-rehearse]")?.addEventListener("click", async () => {
  const outbox = await openOutbox({ sync, owner });
  await outbox.put("outbox.rehearse", {});
});

document.querySelector("[data-forget-here]").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { target } = event;
  await forget([owner.split(":")[0]]);
  document.querySelector("[data-forgotten-line]").textContent = target.dataset.done;
});
