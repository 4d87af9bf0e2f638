// Displays, strips, boards, pads in the hall: one stream, no touch, a whole day without anybody near.
// A call is news once: its number is remembered, and an old one is never shown or spoken as new.
import { parts, type News } from "./live";
import { hhmm, serverNow, tick } from "./clock";
import "./pad";
import { padAway } from "./padaway";

interface Call { no: string; say?: string; at?: number }

const root = document.documentElement;
root.classList.add("script");
const store = "calls";
const fresh = 60_000;

function remembered(): string[] {
  try { return JSON.parse(localStorage.getItem(store) ?? "[]") as string[]; } catch { return []; }
}

// first tells whether this news was never seen on this machine, and remembers it.
function first(id: string): boolean {
  const all = remembered();
  if (all.includes(id)) return false;
  try { localStorage.setItem(store, JSON.stringify([...all, id].slice(-300))); } catch { /* goes on without memory */ }
  return true;
}

const blinking = new Map<string, number>();
function blink(): void {
  const now = performance.now();
  document.querySelectorAll<HTMLElement>("[data-call]").forEach((el) =>
    el.classList.toggle("blink", (blinking.get(el.dataset.call!) ?? 0) > now));
}

function say(text: string): void {
  if (!text || !("speechSynthesis" in window) || root.dataset.voice !== "true") return;
  const u = new SpeechSynthesisUtterance(text);
  u.lang = "zh-CN";
  u.rate = 0.9;
  const voice = speechSynthesis.getVoices().find((v) => v.lang.startsWith("zh"));
  if (voice) u.voice = voice;
  speechSynthesis.speak(u);
}

function called(n: News): void {
  let c: Call;
  try { c = JSON.parse(n.data) as Call; } catch { return; }
  if (!first(n.id + "@" + (c.at ?? "")) || (c.at && serverNow() - c.at > fresh)) return;
  blinking.set(n.id, performance.now() + 2000);
  window.setTimeout(blink, 2050);
  say(c.say ?? "");
}

parts(document, (el) => ({
  rest: false,
  cut: 20_000,
  stale: 60_000,
  state: (html) => {
    el.innerHTML = html;
    blink();
  },
  news: (n) => {
    if (n.name === "call") called(n);
    else el.dispatchEvent(new CustomEvent("live:" + n.name, { bubbles: true, detail: n }));
  },
  age: (level, quiet) => {
    document.body.classList.toggle("is-cut", level === "cut");
    if (document.body.classList.toggle("is-stale", level === "stale")) {
      document.querySelectorAll("[data-as-of]").forEach((t) => (t.textContent = hhmm(serverNow() - quiet)));
    }
  },
}));
tick();
padAway();

// A fresh page every night at about four, but only if the server answers: a machine must never sleep on an error page.
function renew(): void {
  const night = new Date(serverNow());
  night.setUTCHours(20, Math.floor(Math.random() * 30), 0, 0); // 04:00 in the centre's zone
  let wait = night.getTime() - serverNow();
  if (wait < 60_000) wait += 24 * 3_600_000;
  const go = () => fetch(location.href, { cache: "no-store" })
    .then((r) => (r.ok ? location.reload() : Promise.reject(r)))
    .catch(() => window.setTimeout(go, 60_000));
  window.setTimeout(go, wait);
}
renew();
