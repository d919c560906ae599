// What is being written stays in this browser until it is sent: a bus, a tunnel, a call must not lose it.

function wire(place) {
  const field = place.querySelector("textarea");
  const note = document.querySelector("[data-draft-note]");
  const name = place.dataset.draft;
  const refused = "draftKeep" in place.dataset;
  const sent = refused ? null : field.defaultValue;

  function say(waits) {
    note.textContent = waits ? place.dataset.draftWords : "";
    note.hidden = !waits;
  }

  const kept = localStorage.getItem(name);
  if ("draftDone" in place.dataset || kept === sent) localStorage.removeItem(name);
  else if (kept !== null && !refused) { field.value = kept; say(true); }
  field.addEventListener("input", () => {
    if (field.value === sent) localStorage.removeItem(name);
    else localStorage.setItem(name, field.value);
    say(field.value !== sent);
  });
}

try {
  for (const place of document.querySelectorAll("[data-draft]")) wire(place);
} catch {
  // A browser that keeps nothing still sends.
}
