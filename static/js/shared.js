// What every face needs: questions before an act, one press sends once, the way back, focus on what went wrong.

function askFirst(form) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const box = document.createElement("div");
  box.className = "dialog-ask";
  const words = document.createElement("p");
  words.textContent = form.dataset.ask;
  const row = document.createElement("div");
  row.className = "submit";
  const phone = document.body.classList.contains("phone");
  const no = button(form.dataset.no, phone ? "weui-btn weui-btn_default" : "btn btn-outline");
  const yes = button(form.dataset.yes, phone ? "weui-btn weui-btn_primary" : "btn btn-primary");
  row.append(...(phone ? [yes, no] : [no, yes]));
  box.append(words, row);
  dialog.append(box);
  dialog.setAttribute("aria-label", form.dataset.ask);
  document.body.append(dialog);
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => { dialog.close(); form.dataset.asked = "yes"; form.requestSubmit(form.submitterButton); });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  no.focus();
}

function button(text, name) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.textContent = text;
  return made;
}

function onSubmit(event) {
  const form = event.target;
  if (form.dataset.ask && form.dataset.asked !== "yes") {
    event.preventDefault();
    event.stopImmediatePropagation();
    form.submitterButton = event.submitter ?? undefined;
    askFirst(form);
    return;
  }
  delete form.dataset.asked;
  if ("once" in form.dataset) {
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    form.setAttribute("aria-busy", "true");
    event.submitter?.setAttribute("aria-busy", "true");
  }
}

function release() {
  for (const busy of document.querySelectorAll('[aria-busy="true"]')) busy.removeAttribute("aria-busy");
}

function wireDrop(zone) {
  if (zone.dataset.wired) return;
  zone.dataset.wired = "yes";
  const input = zone.querySelector('input[type="file"]');
  const name = zone.querySelector("[data-drop-name]");
  input.addEventListener("change", () => {
    if (!input.files.length) return;
    name.textContent = [...input.files].map((file) => `${file.name} (${Math.max(1, Math.round(file.size / 1024))} kB)`).join(", ");
    zone.classList.add("has-file");
  });
  for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, () => zone.classList.add("is-over"));
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("is-over"));
}

// What has just come onto the page, as a whole or as a part that htmx brought.
function wire(part) {
  part.querySelector("[data-focus]")?.focus();
  for (const zone of part.querySelectorAll("[data-drop]")) wireDrop(zone);
}

// A page that says so takes away what was kept on this phone for somebody before (keep.js, outbox.js).
async function forgetKept(place) {
  const kinds = place.dataset.forget.split(" ");
  const { forget } = await import("./shelves.js");
  await forget(kinds);
  if ("forgetActs" in place.dataset) await (await import("./outbox.js")).wipeOutboxes(kinds);
  place.dataset.forgotten = "yes";
}

function start() {
  document.documentElement.classList.add("js");
  document.addEventListener("submit", onSubmit, true);
  window.addEventListener("pageshow", release);
  document.addEventListener("htmx:afterRequest", release);
  document.addEventListener("htmx:load", (event) => wire(event.detail.elt));
  wire(document);
  for (const place of document.querySelectorAll("[data-forget]")) forgetKept(place);
  if (history.length > 1) {
    for (const back of document.querySelectorAll("[data-back]")) {
      back.hidden = false;
      back.addEventListener("click", () => history.back());
    }
  }
}

start();
