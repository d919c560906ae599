// Compares a chosen PDF with the one that was issued, without sending it anywhere.

const form = document.getElementById("check");
const input = form.querySelector('input[type="file"]');

function show(kind) {
  for (const result of document.querySelectorAll("[data-compared]")) result.hidden = result.dataset.compared !== kind;
}

async function compare(event) {
  if (!input.files.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const digest = await crypto.subtle.digest("SHA-256", await input.files[0].arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  show(hex === form.dataset.sha256 ? "same" : "other");
}

// Only in a secure context; elsewhere the form is sent and the server compares.
if (globalThis.crypto?.subtle) {
  input.addEventListener("change", compare);
  form.addEventListener("submit", compare, true);
}
