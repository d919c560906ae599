// What a person did without a signal: kept on the phone until the server answered it, sent in order, once.
//
// const outbox = await openOutbox({ sync: "/outbox/XBP3/sync", owner: "phone:5" });
// await outbox.put("field_teaching.count", { … });   // resolves when it is on the phone's disk
// outbox.addEventListener("answer", ({ detail }) => …);  // { id, kind, state, message, payload }
// outbox.addEventListener("change", ({ detail }) => …);  // { waiting, offline, sending, lastSent, trouble }

const DATABASE = "jixun-outbox";
const BATCH = 50;
const ROOM = 200_000;
const LARGEST = 16_384;
const PATIENCE = 20_000;
const SHORTEST = 2_000;
const LONGEST = 300_000;
const opened = new Map();

// The same box for everybody who asks on this page, so that its number is one.
export function openOutbox({ sync, owner }) {
  const box = `${owner} ${sync}`;
  if (!opened.has(box)) opened.set(box, openStore().then((store) => new Outbox(store, sync, owner, box)).then((made) => made.start()));
  return opened.get(box);
}

// Forgets every act of owners of these kinds ("phone", "trainee", "staff"); for a phone that was cut off.
export async function wipeOutboxes(kinds) {
  const store = await openStore();
  await store.wipe((owner) => kinds.includes(owner.split(":")[0]));
}

class Outbox extends EventTarget {
  #store; #sync; #owner; #box;
  #failures = 0; #timer = 0; #flushing = null; #again = false;
  #state = { offline: false, sending: 0, total: 0, trouble: "" };
  #cut = false;
  #others = "BroadcastChannel" in self ? new BroadcastChannel(DATABASE) : null;

  constructor(store, sync, owner, box) {
    super();
    [this.#store, this.#sync, this.#owner, this.#box] = [store, sync, owner, box];
  }

  // False where the browser keeps nothing: what waits is lost when the page is closed.
  get durable() { return this.#store.durable; }

  start() {
    addEventListener("online", () => this.#hurry());
    addEventListener("offline", () => this.#tell({ offline: true }));
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") this.#hurry(); });
    this.#others?.addEventListener("message", ({ data }) => { if (data === this.#box) this.#tell({}); });
    this.#hurry();
    return this;
  }

  async put(kind, payload) {
    if (this.#cut) throw new Error("cut");
    const text = JSON.stringify(payload);
    if (new TextEncoder().encode(text).length > LARGEST) throw new RangeError("payload too large");
    const act = { id: uuid(), kind, made_at: Date.now(), payload: JSON.parse(text) };
    await this.#store.add(this.#box, this.#owner, act);
    this.#changed({});
    this.#hurry();
    return act.id;
  }

  waiting() { return this.#store.count(this.#box); }

  acts() { return this.#store.first(this.#box, Infinity); }

  refused() { return this.#store.refused(this.#box); }

  async dismiss(id) { await this.#store.dismiss(id); this.#changed({}); }

  async status() {
    const [waiting, refused, lastSent] = await Promise.all([this.waiting(), this.refused(), this.#store.lastSent(this.#box)]);
    return { ...this.#state, waiting, refused: refused.length, lastSent, durable: this.durable, cut: this.#cut };
  }

  // Sends everything that waits; one at a time, over all windows of this browser.
  flush() {
    if (this.#cut) return Promise.resolve();
    this.#again = true;
    this.#flushing ??= this.#turns().finally(() => { this.#flushing = null; });
    return this.#flushing;
  }

  async #turns() {
    while (this.#again) {
      this.#again = false;
      if (navigator.locks) await navigator.locks.request(`${DATABASE} ${this.#box}`, () => this.#sendAll());
      else await this.#sendAll();
    }
  }

  async #sendAll() {
    clearTimeout(this.#timer);
    let size = BATCH;
    this.#state = { ...this.#state, sending: 0, total: await this.waiting() };
    while (size >= 1) {
      const batch = fitting(await this.#store.first(this.#box, size));
      if (!batch.length) break;
      this.#tell({ sending: Math.min(this.#state.sending + 1, this.#state.total) });
      const answer = await this.#post(batch);
      if (answer.status === 413 && batch.length > 1) { size = Math.floor(batch.length / 2); continue; }
      if (!await this.#heard(answer, batch)) return;
    }
    this.#failures = 0;
    this.#tell({ offline: false, sending: 0, total: 0, trouble: "" });
  }

  // What came back: the answers, or {status} where there were none; status 0 is no signal.
  async #post(batch) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const acts = batch.map(({ id, kind, seq, made_at, payload }) => ({ id, kind, seq, made_at, payload }));
      const answer = await fetch(this.#sync, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Jixun-Outbox": "1", "X-Jixun-Owner": this.#owner },
        body: JSON.stringify({ now: Date.now(), device: await this.#store.device(), acts }),
        credentials: "same-origin", cache: "no-store", redirect: "error", signal: stop.signal,
      });
      const told = await answer.json().catch(() => ({}));
      // A hotel's network answers everything with a page of its own: that is no answer of ours.
      return answer.ok && !Array.isArray(told.answers) ? { status: 0 } : { ...told, status: answer.status };
    } catch {
      return { status: 0 };
    } finally {
      clearTimeout(late);
    }
  }

  // Takes the answers in; false where sending must pause.
  async #heard(answer, batch) {
    if (answer.status === 200) return this.#taken(answer.answers, batch);
    if (answer.status === 410) { await this.#cutOff(answer.message); return false; }
    if (answer.status === 401) this.dispatchEvent(new CustomEvent("cut", { detail: { status: 401, message: answer.message ?? "" } }));
    const trouble = answer.status === 0 ? "" : answer.status === 401 ? "sign-in" : "refused";
    this.#pause({ offline: answer.status === 0, trouble });
    return false;
  }

  async #taken(answers, batch) {
    const told = new Map(answers.map((one) => [one.id, one]));
    const over = [];
    for (const act of batch) {
      const answer = told.get(act.id);
      if (!["done", "already", "refused"].includes(answer?.state)) break;
      // One that was refused before, and whose answer was lost, says its reason again.
      over.push({ act, state: answer.state, message: answer.message ?? "", refused: answer.state === "refused" || Boolean(answer.message) });
    }
    await this.#store.settle(this.#box, over, Date.now());
    for (const { act, state, message } of over) {
      this.dispatchEvent(new CustomEvent("answer", { detail: { id: act.id, kind: act.kind, payload: act.payload, state, message } }));
    }
    this.#changed({ offline: false, trouble: "", sending: this.#state.sending + over.length });
    if (over.length === batch.length) return true;
    this.#pause({ offline: false, trouble: "later" });
    return false;
  }

  #pause(state) {
    this.#failures += 1;
    const whole = Math.min(LONGEST, SHORTEST * 2 ** Math.min(this.#failures, 10));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), whole / 2 + Math.random() * whole / 2);
    this.#tell({ ...state, sending: 0, total: 0 });
  }

  #hurry() {
    this.#failures = 0;
    if (navigator.onLine === false) this.#tell({ offline: true });
    else this.flush();
  }

  async #cutOff(message) {
    this.#cut = true;
    clearTimeout(this.#timer);
    await this.#store.wipe((owner) => owner === this.#owner);
    this.dispatchEvent(new CustomEvent("cut", { detail: { status: 410, message: message ?? "" } }));
    this.#changed({ trouble: "cut", offline: false, sending: 0 });
  }

  #changed(state) { this.#tell(state); this.#others?.postMessage(this.#box); }

  async #tell(state) {
    this.#state = { ...this.#state, ...state };
    this.dispatchEvent(new CustomEvent("change", { detail: await this.status() }));
  }
}

// As many acts from the front as fit into one request.
function fitting(acts) {
  let room = ROOM;
  const end = acts.findIndex((act) => (room -= JSON.stringify(act.payload).length * 3 + 200) < 0);
  return end < 0 ? acts : acts.slice(0, Math.max(end, 1));
}

// Not crypto.randomUUID: a page without https has none.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// -- where acts are kept ------------------------------------------------------------------------------------

let storing = null;

function openStore() {
  storing ??= openDatabase().then((database) => new Disk(database), () => new Memory());
  return storing;
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    if (!("indexedDB" in self)) { reject(new Error("no IndexedDB")); return; }
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      const database = asked.result;
      for (const name of ["acts", "refused"]) database.createObjectStore(name, { keyPath: "id" }).createIndex("box", ["box", "seq"]);
      database.createObjectStore("boxes", { keyPath: "box" });
    };
    asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); resolve(asked.result); };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
}

class Disk {
  durable = true;
  #database; #rest = null;

  constructor(database) { this.#database = database; }

  // Where the disk is full, this page goes on in memory, and says so.
  async add(box, owner, act) {
    if (this.#rest) return this.#rest.add(box, owner, act);
    try {
      await this.#write(async (stores) => {
        const held = await done(stores.boxes.get(box)) ?? { box, owner, seq: 0, lastSent: 0 };
        held.seq += 1;
        stores.boxes.put(held);
        stores.acts.add({ ...act, box, owner, seq: held.seq });
      });
      navigator.storage?.persist?.().catch(() => undefined);
    } catch (error) {
      this.#rest = new Memory(await this.#seq(box));
      this.durable = false;
      await this.#rest.add(box, owner, act);
      console.warn("the phone's storage cannot be written", error);
    }
  }

  async first(box, most) {
    const kept = await this.#read("acts", box, most);
    return this.#rest ? [...kept, ...await this.#rest.first(box, most)].slice(0, most) : kept;
  }

  async count(box) {
    const index = this.#database.transaction("acts").objectStore("acts").index("box");
    return await done(index.count(range(box))) + (this.#rest ? await this.#rest.count(box) : 0);
  }

  refused(box) { return this.#read("refused", box, 200); }

  async settle(box, over, at) {
    await this.#rest?.settle(box, over, at);
    await this.#write(async (stores) => {
      for (const { act, message, refused } of over) {
        stores.acts.delete(act.id);
        if (refused) stores.refused.put({ ...act, message });
      }
      const held = await done(stores.boxes.get(box));
      if (held && over.length) stores.boxes.put({ ...held, lastSent: at });
    });
  }

  dismiss(id) { return this.#write(async (stores) => { stores.refused.delete(id); }); }

  async lastSent(box) { return (await this.#box(box))?.lastSent ?? 0; }

  // A name for this browser that says nothing of its owner.
  async device() {
    const held = await this.#box("");
    if (held) return held.device;
    const device = uuid().replaceAll("-", "");
    await this.#write(async (stores) => { stores.boxes.put({ box: "", owner: "", device }); });
    return device;
  }

  async wipe(chosen) {
    await this.#rest?.wipe(chosen);
    await this.#write(async (stores) => {
      for (const store of Object.values(stores)) {
        for (const row of await done(store.getAll())) if (row.owner && chosen(row.owner)) store.delete(row.id ?? row.box);
      }
    });
  }

  #box(box) { return done(this.#database.transaction("boxes").objectStore("boxes").get(box)); }

  async #seq(box) { return (await this.#box(box).catch(() => undefined))?.seq ?? 0; }

  #read(name, box, most) {
    const index = this.#database.transaction(name).objectStore(name).index("box");
    return done(index.getAll(range(box), Number.isFinite(most) ? most : undefined));
  }

  // Resolves when it is on the disk, not when the browser means to write it.
  #write(work) {
    return new Promise((resolve, reject) => {
      const names = ["acts", "refused", "boxes"];
      const change = this.#database.transaction(names, "readwrite", { durability: "strict" });
      change.oncomplete = () => resolve();
      change.onabort = () => reject(change.error ?? new Error("aborted"));
      work(Object.fromEntries(names.map((name) => [name, change.objectStore(name)]))).catch((error) => {
        reject(error);
        try { change.abort(); } catch { /* it is over already */ }
      });
    });
  }
}

class Memory {
  durable = false;
  #acts = []; #refused = []; #seq; #sent = 0;

  constructor(seq = 0) { this.#seq = seq; }

  async add(box, owner, act) { this.#acts.push({ ...act, box, owner, seq: (this.#seq += 1) }); }

  async first(box, most) { return this.#acts.filter((act) => act.box === box).slice(0, most); }

  async count(box) { return (await this.first(box, Infinity)).length; }

  async refused(box) { return this.#refused.filter((act) => act.box === box); }

  async settle(_box, over, at) {
    const gone = new Set(over.map(({ act }) => act.id));
    this.#refused.push(...over.filter((one) => one.refused && this.#acts.some((act) => act.id === one.act.id)).map(({ act, message }) => ({ ...act, message })));
    this.#acts = this.#acts.filter((act) => !gone.has(act.id));
    if (over.length) this.#sent = at;
  }

  async dismiss(id) { this.#refused = this.#refused.filter((act) => act.id !== id); }

  async lastSent() { return this.#sent; }

  async device() { return ""; }

  async wipe(chosen) {
    this.#acts = this.#acts.filter((act) => !chosen(act.owner));
    this.#refused = this.#refused.filter((act) => !chosen(act.owner));
  }
}

function range(box) { return IDBKeyRange.bound([box, 0], [box, Infinity]); }

function done(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
