// Stands between the kiosk and the network: while the server does not answer it gives the page that was kept for that, and the files
// that page needs. Everything else goes to the network as ever.

interface Life extends Event { waitUntil(p: Promise<unknown>): void }
interface Ask extends Life { request: Request; respondWith(r: Promise<Response>): void }
const here = self as unknown as { addEventListener(name: string, f: (e: never) => void): void; skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> }; location: Location };

const shelf = "kiosk";
const page = "/kiosk/offline";
const patience = 8000;
const every = 10 * 60_000;
let kept = 0;

// keep fetches the page anew, and what it needs.
async function keep(): Promise<void> {
  const r = await fetch(page, { cache: "no-store" });
  if (!r.ok || r.redirected) return;
  const html = await r.clone().text();
  const files = [...new Set([...html.matchAll(/\/assets\/[\w.-]+/g)].map((m) => m[0]))];
  const c = await caches.open(shelf);
  for (const f of files) if (!(await c.match(f))) await c.add(f);
  await c.put(page, r);
  kept = Date.now();
  for (const old of await c.keys()) {
    const at = new URL(old.url).pathname;
    if (at !== page && !files.includes(at)) await c.delete(old);
  }
}

const away = (status: number): boolean => status === 502 || status === 503 || status === 504;

async function go(request: Request): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const r = await fetch(request, { signal: stop.signal });
    if (away(r.status)) throw new Error("away");
    return r;
  } catch (err) {
    const r = await caches.match(page);
    if (!r) throw err;
    return r;
  } finally { clearTimeout(timer); }
}

here.addEventListener("install", (e: Life) => e.waitUntil(keep().catch(() => undefined).then(() => here.skipWaiting())));
here.addEventListener("activate", (e: Life) => e.waitUntil(here.clients.claim()));
here.addEventListener("fetch", (e: Ask) => {
  const url = new URL(e.request.url);
  if (url.origin !== here.location.origin) return;
  if (e.request.mode === "navigate" && url.pathname.startsWith("/kiosk")) {
    e.respondWith(go(e.request));
    if (Date.now() - kept > every) e.waitUntil(keep().catch(() => undefined));
  } else if (url.pathname.startsWith("/assets/")) {
    e.respondWith(caches.match(e.request).then((r) => r ?? fetch(e.request)));
  }
});
