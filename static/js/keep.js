// Keeps this page, the pages and data it names, and the files it is made of, so that it opens without a signal.

import { FILES, SHELF, forgetOthers, stamped } from "./shelves.js";

const STALE = 30 * 60_000;
const MOST_FILES = 150;
const SETTLED = 1_000;

async function put(shelf, url) {
  const held = await shelf.match(url);
  if (Date.now() - Number(held?.headers.get("X-Kept-At") ?? 0) < STALE) return held;
  const answer = await fetch(url, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) return undefined;
  const kept = stamped(answer, await answer.blob());
  await shelf.put(url, kept.clone());
  return kept;
}

// The files that this page was made of, as the browser fetched them.
async function putFiles() {
  const files = await caches.open(FILES);
  const named = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const ours = named.filter((url) => url.origin === location.origin && url.pathname.includes("/static/"));
  for (const url of new Set(ours.map(String))) if (!await files.match(url)) await files.add(url).catch(() => undefined);
  const held = await files.keys();
  for (const old of held.slice(0, Math.max(0, held.length - MOST_FILES))) await files.delete(old);
}

async function keep(place) {
  const owner = place.dataset.keepOwner;
  await forgetOthers(owner);
  const shelf = await caches.open(SHELF + owner);
  const here = location.pathname + location.search;
  // A page that the worker let through is kept by it already; only the first visit is not.
  const urls = [...navigator.serviceWorker.controller ? [] : [here], ...place.dataset.keep.split(" ").filter(Boolean)];
  const scopes = new Set([location.pathname]);
  for (const url of urls) {
    const kept = await put(shelf, url).catch(() => undefined);
    if (kept?.headers.get("Content-Type")?.startsWith("text/html")) scopes.add(new URL(url, location.href).pathname);
  }
  await putFiles();
  // Each kept page has a worker of its own address, so that no other page, a check-in least of all, meets one.
  for (const scope of scopes) await navigator.serviceWorker.register("/sw.js", { scope });
  await navigator.serviceWorker.ready;
}

// A page from the shelf says so; once there is a signal, it offers to be read anew.
function sayItIsKept(quiet) {
  let leaving = false;
  addEventListener("beforeunload", () => { leaving = true; });
  // A signal that comes for a blink, or while somebody is on the way to another page, turns nobody round.
  const readAnew = () => { if (navigator.onLine && !leaving) location.reload(); };
  const back = () => {
    if (quiet) { setTimeout(readAnew, SETTLED); return; }
    for (const words of document.querySelectorAll("[data-keep-away]")) words.hidden = true;
    for (const words of document.querySelectorAll("[data-keep-back]")) words.hidden = false;
  };
  addEventListener("online", back);
  if (navigator.onLine && !quiet) back();
}

async function start() {
  const place = document.querySelector("[data-keep]");
  if (!place || !self.caches || !navigator.serviceWorker) return;
  const quiet = "keepQuiet" in place.dataset;
  if (document.documentElement.dataset.kept) {
    sayItIsKept(quiet);
    return;
  }
  // A hall that opens the page at once does not ask for everything twice at once.
  if (quiet) await new Promise((resolve) => { setTimeout(resolve, 2_000 + Math.random() * 10_000); });
  await keep(place).catch((error) => console.warn("this page cannot be kept", error));
  place.dataset.keepState = "kept";
}

if (document.readyState === "complete") start();
else addEventListener("load", start);
