// Clocks that tick by the server's time, in the centre's zone, whatever the machine believes.

let told = Number(document.documentElement.dataset.now) || Date.now();
let base = performance.now();

// sync takes the server's word for the time (ms) when a heartbeat carries it.
export function sync(ms: number): void {
  if (!ms) return;
  told = ms;
  base = performance.now();
}

// serverNow is the server's time in ms: what the page said, plus what has passed since.
export function serverNow(): number {
  return told + (performance.now() - base);
}

const format = (o: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hourCycle: "h23", ...o });
const minutes = format({ hour: "2-digit", minute: "2-digit" });
const seconds = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });

// hhmm writes an instant in ms as 11:24.
export const hhmm = (ms: number): string => minutes.format(ms);

function span(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const h = Math.floor(s / 3600);
  return (h ? h + ":" : "") + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
}

function put(el: Element, text: string): void {
  if (el.textContent !== text) el.textContent = text;
}

// redraw: data-clock="m|s" shows the time, data-since and data-until count up and down from an instant in ms.
export function redraw(): void {
  const all = <K extends string>(sel: K, f: (el: HTMLElement) => void) =>
    document.querySelectorAll<HTMLElement>(sel).forEach(f);
  const now = serverNow();
  all("[data-clock]", (el) => put(el, (el.dataset.clock === "s" ? seconds : minutes).format(now)));
  all("[data-since]", (el) => put(el, span(now - Number(el.dataset.since))));
  all("[data-until]", (el) => put(el, span(Number(el.dataset.until) - now)));
}

// tick redraws the clocks every second.
export function tick(): void {
  redraw();
  window.setInterval(redraw, 1000);
}
