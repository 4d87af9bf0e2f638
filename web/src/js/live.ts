// One live part of a page: server-sent events as base/web/live sends them.
// hello: where the numbers stand · state: the drawn part · beat: a sign of life · any other: single news with a number.
// A browser gives up on a refused stream, and a dead line looks open: both are taken up again here, naming the last
// number seen, so that nothing comes twice and nothing is missed.

import { sync } from "./clock";

export interface News { id: string; name: string; data: string }

export interface Options {
  url: string;
  events: string[];
  rest: boolean; // close while nobody looks at the tab
  cut: number; // ms without a sign until "cut"
  stale: number; // ms without a sign until "stale"
  state(html: string): void;
  news?(n: News): void;
  age(level: "fresh" | "cut" | "stale", since: number): void;
}

const dead = 40_000; // the heartbeat comes every 15 s

export function live(o: Options): void {
  let es: EventSource | null = null;
  let last = "";
  let tries = 0;
  let retry = 0;
  let seen = performance.now();
  let opened = seen;

  const sign = () => { seen = performance.now(); tries = 0; };

  function open(): void {
    window.clearTimeout(retry);
    es?.close();
    opened = performance.now();
    const url = new URL(o.url, location.href);
    if (last) url.searchParams.set("after", last);
    const now = (es = new EventSource(url.href));
    const on = (name: string, f: (e: MessageEvent<string>) => void) =>
      now.addEventListener(name, (e) => {
        const m = e as MessageEvent<string>;
        sign();
        if (m.lastEventId) last = m.lastEventId;
        f(m);
      });
    on("hello", () => undefined);
    on("beat", (m) => sync(Number(m.data)));
    on("state", (m) => o.state(m.data));
    for (const name of o.events) on(name, (m) => o.news?.({ id: m.lastEventId, name, data: m.data }));
    now.onerror = () => {
      document.dispatchEvent(new Event("live:lost"));
      if (now.readyState === EventSource.CLOSED) again();
    };
  }

  function again(): void {
    es?.close();
    window.clearTimeout(retry);
    const wait = Math.min(1000 * 2 ** tries++, 15_000);
    retry = window.setTimeout(open, wait * (0.7 + Math.random() * 0.6));
  }

  function look(): void {
    const quiet = performance.now() - seen;
    o.age(quiet > o.stale ? "stale" : quiet > o.cut ? "cut" : "fresh", quiet);
    if (!document.hidden && quiet > dead && performance.now() - opened > dead) open();
  }

  if (o.rest) {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        window.clearTimeout(retry);
        es?.close();
      } else open();
    });
  }
  window.addEventListener("online", open);
  window.addEventListener("pagehide", () => es?.close());
  window.addEventListener("pageshow", (e) => { if (e.persisted) open(); });
  window.setInterval(look, 1000);
  if (!(o.rest && document.hidden)) open();
}

// parts starts every part of the page that names a stream.
export function parts(root: ParentNode, make: (el: HTMLElement) => Omit<Options, "url" | "events">): void {
  root.querySelectorAll<HTMLElement>('[data-live]:not([data-live=""])').forEach((el) => {
    if (el.dataset.alive) return;
    el.dataset.alive = "1";
    live({ url: el.dataset.live!, events: (el.dataset.events ?? "").split(" ").filter(Boolean), ...make(el) });
  });
}
