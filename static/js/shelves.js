// Where kept pages lie: a shelf for each owner, and one for the files that they are made of.

export const SHELF = "jixun-kept ";
export const FILES = "jixun-files 1";

function kindOf(name) { return name.slice(SHELF.length).split(":")[0]; }

async function drop(chosen) {
  if (!self.caches) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(SHELF) && chosen(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

// Forgets what is kept for owners of these kinds: "phone", "trainee", "staff".
export function forget(kinds) { return drop((name) => kinds.includes(kindOf(name))); }

// Forgets what is kept for any other owner of the same kind: a phone that changed hands.
export function forgetOthers(owner) {
  return drop((name) => kindOf(name) === owner.split(":")[0] && name !== SHELF + owner);
}

// The same answer with the time at which it was kept; its body is unpacked by now.
export function stamped(answer, body) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set("X-Kept-At", String(Date.now()));
  return new Response(body, { status: 200, headers });
}
