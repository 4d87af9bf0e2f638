// Whether the server answers. A dead line looks open, so that somebody has to ask.

export interface Answer<T> { status: number; body: T | null }

async function within(url: string, init: RequestInit, wait: number): Promise<Response> {
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), wait);
  try {
    return await fetch(url, { ...init, cache: "no-store", credentials: "same-origin", signal: stop.signal });
  } finally { window.clearTimeout(timer); }
}

// gone tells a gateway's word for a server that is away from a word of the server itself.
const gone = (status: number): boolean => status === 502 || status === 503 || status === 504;

// alive asks once whether the server is there.
export async function alive(): Promise<boolean> {
  try { return (await within("/livez", {}, 3000)).ok; } catch { return false; }
}

// surely asks twice: one lost packet is no outage.
export async function surely(): Promise<boolean> {
  return (await alive()) || (await new Promise<boolean>((ok) => window.setTimeout(() => void alive().then(ok), 1200)));
}

// post sends JSON. It throws when nobody answers.
export async function post<T>(url: string, body: unknown, wait = 6000): Promise<Answer<T>> {
  const r = await within(url, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }, wait);
  if (gone(r.status)) throw new Error("away");
  return { status: r.status, body: r.ok ? ((await r.json()) as T) : null };
}

// mine is an id that this browser made for itself.
export function mine(): string {
  const known = localStorage.getItem("holder");
  if (known) return known;
  const made = [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
  localStorage.setItem("holder", made);
  return made;
}
