// The server's time on this phone: a signed stamp, and how long ago it came. What the phone's own clock says does not
// matter; it is asked only how long the page was shut, or asleep, where no server can say.

const START = "jixun-quiz-clock ";

export class Clock {
  #name; #stamp; #now; #ends; #begun; #asleep = 0;

  constructor({ attempt, stamp, now, ends }, kept) {
    this.#name = START + attempt;
    const came = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
    [this.#stamp, this.#now, this.#ends, this.#begun] = [stamp, Number(now), Number(ends), came];
    if (kept) this.#resume();
    this.keep();
  }

  // A stamp that the server has just given.
  heard({ stamp, now, ends }) {
    [this.#stamp, this.#now, this.#ends] = [stamp, now, ends];
    [this.#begun, this.#asleep] = [performance.now(), 0];
    this.keep();
  }

  get stamp() { return this.#stamp; }

  get ends() { return this.#ends; }

  get elapsed() { return Math.round(performance.now() - this.#begun + this.#asleep); }

  // Milliseconds that are left to write.
  get left() { return this.#ends - this.#now - this.elapsed; }

  // Some browsers stop counting while the phone sleeps.
  slept(milliseconds) { this.#asleep += Math.max(0, milliseconds); }

  keep() {
    const held = { stamp: this.#stamp, now: this.#now, ends: this.#ends, elapsed: this.elapsed, wall: Date.now() };
    try { localStorage.setItem(this.#name, JSON.stringify(held)); } catch { /* a full or forbidden store */ }
  }

  forget() { try { localStorage.removeItem(this.#name); } catch { /* nothing was kept */ } }

  // A page from the shelf bears an old stamp: the newest one that this phone has heard goes on.
  #resume() {
    let held = null;
    try { held = JSON.parse(localStorage.getItem(this.#name)); } catch { return; }
    if (!held?.stamp || held.now < this.#now) return;
    [this.#stamp, this.#now, this.#ends] = [held.stamp, held.now, held.ends];
    this.#begun = performance.now();
    this.#asleep = held.elapsed + Math.max(0, Date.now() - held.wall);
  }
}

// 29:58, or 1:02:07.
export function spoken(milliseconds) {
  const all = Math.max(0, Math.ceil(milliseconds / 1000));
  const pad = (number) => String(number).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
}
