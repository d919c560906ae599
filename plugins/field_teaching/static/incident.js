// An incident that a leader reports, kept on the phone until it is sent.

const line = document.querySelector('script[src*="/outbox-line.js"]');
const { openOutbox } = await import(new URL("outbox.js", line.src));
const { sync, owner } = document.querySelector("[data-outbox]").dataset;
const form = document.querySelector("[data-incident]");
const kept = document.querySelector("[data-incident-kept]");
const missing = document.querySelector("[data-incident-missing]");

function told() {
  const given = new FormData(form);
  const number = (name) => Number(given.get(name)) || undefined;
  return {
    kind: given.get("kind") ?? "",
    what: given.get("what").trim(),
    place: given.get("place").trim(),
    outing: Number(form.dataset.outing) || undefined,
    vehicle: number("vehicle"),
    trainee: number("trainee"),
    tell_host: given.get("tell_host") !== null,
  };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const report = told();
  missing.hidden = Boolean(report.kind && report.what);
  kept.hidden = true;
  if (!missing.hidden) { missing.scrollIntoView({ block: "center" }); return; }
  const outbox = await openOutbox({ sync, owner });
  await outbox.put("field_teaching.incident", report);
  form.reset();
  kept.hidden = false;
  kept.scrollIntoView({ block: "center" });
});
