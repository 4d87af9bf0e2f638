// What a machine keeps while the server is away: a small database of the browser. Without one nothing is kept, and so nothing is done
// without the server.

export type Shelf = "state" | "steps" | "spares" | "given" | "answers";
const shelves: Shelf[] = ["state", "steps", "spares", "given", "answers"];

let opened: Promise<IDBDatabase> | null = null;
function open(): Promise<IDBDatabase> {
  return (opened ??= new Promise((ok, no) => {
    const r = indexedDB.open("lianban", 1);
    r.onupgradeneeded = () => shelves.forEach((s) => r.result.createObjectStore(s));
    r.onsuccess = () => ok(r.result);
    r.onerror = () => no(r.error);
  }));
}

// within runs one transaction on some shelves and gives what f gave, once it is kept for certain.
async function within<T>(on: Shelf[], f: (s: (name: Shelf) => IDBObjectStore, done: (v: T) => void) => void): Promise<T> {
  const db = await open();
  return new Promise((ok, no) => {
    const tx = db.transaction(on, "readwrite");
    let out: T;
    tx.oncomplete = () => ok(out);
    tx.onabort = tx.onerror = () => no(tx.error);
    f((name) => tx.objectStore(name), (v) => (out = v));
  });
}

export const put = (shelf: Shelf, key: string, value: unknown): Promise<void> => within([shelf], (s) => { s(shelf).put(value, key); });

export const remove = (shelf: Shelf, keys: string[]): Promise<void> => within([shelf], (s) => keys.forEach((k) => s(shelf).delete(k)));

export const get = <T>(shelf: Shelf, key: string): Promise<T | undefined> => within([shelf], (s, done) => {
  const r = s(shelf).get(key) as IDBRequest<T | undefined>;
  r.onsuccess = () => done(r.result);
});

// all gives everything of a shelf in the order of the keys.
export const all = <T>(shelf: Shelf): Promise<T[]> => within([shelf], (s, done) => {
  const r = s(shelf).getAll() as IDBRequest<T[]>;
  r.onsuccess = () => done(r.result);
});

// keep writes several things in one transaction: all of them are kept, or none.
export const keep = (what: { shelf: Shelf; key: string; value: unknown }[]): Promise<void> =>
  within(what.map((w) => w.shelf), (s) => what.forEach((w) => s(w.shelf).put(w.value, w.key)));

// refill puts these in the place of all that a shelf had.
export const refill = (shelf: Shelf, what: { key: string; value: unknown }[]): Promise<void> => within([shelf], (s) => {
  s(shelf).clear();
  what.forEach((w) => s(shelf).put(w.value, w.key));
});

// draw takes the first thing that fits from one shelf and puts what is made of it on another, in one transaction: nothing is drawn twice.
export const draw = <T>(from: Shelf, fits: (v: T) => boolean, to: Shelf, made: (v: T) => { key: string; value: unknown }): Promise<T | undefined> =>
  within([from, to], (s, done) => {
    const r = s(from).openCursor();
    r.onsuccess = () => {
      const at = r.result;
      if (!at) return;
      const v = at.value as T;
      if (!fits(v)) return at.continue();
      at.delete();
      const m = made(v);
      s(to).put(m.value, m.key);
      done(v);
    };
  });
