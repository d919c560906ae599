// Answers for kept pages where there is no signal. It meets only the pages for which keep.js registered it.
//
// Pages say no-store, which binds the browser's own cache; what lies on these shelves was put there by us,
// on purpose, per owner, and is taken away again when the owner changes or the phone is cut off.

const SHELF = "jixun-kept ";
const FILES = "jixun-files 1";
const PATIENCE = 4_000;
const SHUT = [401, 403, 404, 410];
const OWNER = /data-keep-owner="([^"]+)"/;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("jixun-") && name !== FILES && !name.startsWith(SHELF)) await caches.delete(name);
  }
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, request, url));
  else if (url.pathname.includes("/static/")) event.respondWith(file(event, request, url));
  else event.respondWith(data(event, request));
});

async function page(event, request, url) {
  const coming = fetch(request);
  event.waitUntil(coming.then((answer) => keepPage(answer.clone(), url)).catch(() => undefined));
  const answer = await sooner(coming, () => kept(request));
  return answer ?? coming;
}

async function keepPage(answer, url) {
  const text = answer.type === "basic" && answer.ok ? await answer.text() : "";
  const owner = OWNER.exec(text)?.[1];
  if (owner) {
    await forgetOthers(owner);
    await (await caches.open(SHELF + owner)).put(url.href, stamped(answer, text));
  } else if (answer.type === "opaqueredirect" || SHUT.includes(answer.status)) {
    // The door is shut to whoever asks now: nobody shall read the old page either.
    for (const shelf of await shelves()) await shelf.delete(url.href);
  }
}

async function forgetOthers(owner) {
  const kind = owner.split(":")[0];
  for (const name of await caches.keys()) {
    if (name.startsWith(`${SHELF}${kind}:`) && name !== SHELF + owner) await caches.delete(name);
  }
}

function stamped(answer, body) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set("X-Kept-At", String(Date.now()));
  return new Response(body, { status: 200, headers });
}

// A kept page bears a mark, by which it says of itself of when it is.
async function kept(request) {
  for (const shelf of await shelves()) {
    const held = await shelf.match(request);
    if (!held) continue;
    const text = await held.text();
    return new Response(text.replace("<html ", '<html data-kept="yes" '), { status: 200, headers: held.headers });
  }
  return undefined;
}

async function data(event, request) {
  for (const shelf of await shelves()) {
    const held = await shelf.match(request);
    if (!held) continue;
    const coming = fetch(request);
    event.waitUntil(coming.then(async (answer) => {
      if (answer.ok && !answer.redirected) await shelf.put(request, stamped(answer, await answer.clone().blob()));
      else if (answer.redirected || SHUT.includes(answer.status)) await shelf.delete(request);
    }).catch(() => undefined));
    return await sooner(coming, async () => held) ?? coming;
  }
  return fetch(request);
}

async function file(event, request, url) {
  const files = await caches.open(FILES);
  const held = await files.match(request);
  if (held && url.searchParams.has("v")) return held;
  if (!held) return fetch(request);
  const coming = fetch(request);
  event.waitUntil(coming.then((answer) => answer.ok ? files.put(request, answer.clone()) : undefined).catch(() => undefined));
  return await sooner(coming, async () => held) ?? coming;
}

async function shelves() {
  const names = await caches.keys();
  return Promise.all(names.filter((name) => name.startsWith(SHELF)).map((name) => caches.open(name)));
}

// What comes within the patience, else what is kept; undefined where nothing is.
async function sooner(coming, fallback) {
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, null); });
  const answer = await Promise.race([coming.catch(() => null), late]);
  if (answer && answer.status < 500 && answer.status !== 429) return answer;
  return await fallback() ?? answer ?? undefined;
}
