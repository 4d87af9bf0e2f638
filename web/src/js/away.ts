// The console of a window while the server is away. It works on the numbers that were leased to it beforehand and on nothing else;
// every step is kept, with its time, and told when the server is back.
import { hhmm, serverNow, sync } from "./clock";
import { alive, mine, post, surely } from "./line";
import { all, get, keep, put, remove } from "./store";
import { toast } from "./toast";

interface Leased { id: string; no: string; item: string }
interface Here extends Leased { state: "called" | "serving" }
interface Hand { tickets: Leased[]; until: string; drop: boolean; other: boolean; here: Here | null; now: string }
interface Step { id: string; ticket: string; do: string; at: string }
interface Told { steps: { id: string; no: string; why?: string; text?: string }[] }
// since is when the server went away, 0 while it is there; until when the numbers end, by both clocks of the machine.
interface State { hand: Leased[]; here: Here | null; until: number; since: number; n: number; refused: string[] }

const beatEvery = 10_000;
const probeEvery = 4000;
const onPaper = 120_000;

export function away(): void {
  const box = document.querySelector<HTMLElement>("#away");
  if (!box || !("indexedDB" in window) || !navigator.locks) return;
  const window_ = box.dataset.window!;
  // One tab of a browser works without the server: two would call the same number.
  void navigator.locks.request("console:" + window_, { ifAvailable: true }, (lock) => (lock ? work(box, window_) : undefined));
}

function work(box: HTMLElement, at: string): Promise<never> {
  const url = `/api/v1/windows/${at}/`;
  const key = "console:" + at;
  const word = (k: string) => box.getAttribute("data-word-" + k) ?? "";
  const part = (k: string) => box.querySelector<HTMLElement>(`[data-away="${k}"]`)!;
  let s: State = { hand: [], here: null, until: 0, since: 0, n: 0, refused: [] };
  let seq = 0;
  let busy = false;
  let beats = 0;
  // What the machine slept through counts: its other clock went on.
  let drift = Date.now() - serverNow();
  const now = () => Math.max(serverNow(), Date.now() - drift);
  const save = () => put("state", key, s);
  const held = () => (now() < s.until ? s.hand : []);

  function draw(): void {
    const off = s.since > 0;
    document.body.classList.toggle("is-away", off);
    box.hidden = !off;
    const list = document.querySelector<HTMLElement>("#away-refused")!;
    list.hidden = off || !s.refused.length;
    list.querySelector("ul")!.replaceChildren(...s.refused.map((t) => Object.assign(document.createElement("li"), { textContent: t })));
    if (!off) return;
    const left = held();
    const text = (k: string, t: string) => { if (part(k).textContent !== t) part(k).textContent = t; };
    text("since", word("since").replace("{at}", hhmm(s.since)));
    text("left", left.length ? word("left").replace("{n}", String(left.length)) : word("none"));
    part("paper").hidden = left.length > 0 && now() - s.since < onPaper;
    text("state", s.here || left.length ? word(s.here?.state ?? "idle") : "");
    text("no", s.here?.no ?? (left[0]?.no ?? "—"));
    text("item", s.here?.item ?? (left[0]?.item ?? part("paper").textContent ?? ""));
    part("hand").replaceChildren(...left.map((t) => {
      const li = document.createElement("li");
      li.append(Object.assign(document.createElement("span"), { className: "no", textContent: t.no }),
        Object.assign(document.createElement("span"), { className: "grow what", textContent: t.item }));
      return li;
    }));
    const button = (k: string) => box.querySelector<HTMLButtonElement>(`[data-away-do="${k}"]`)!;
    const next = button("next");
    const label = s.here ? word(s.here.state === "called" ? "arrive" : "finish") : word("call");
    const node = [...next.childNodes].find((c) => c.nodeType === Node.TEXT_NODE && c.textContent?.trim());
    const span = next.querySelector("span:not(.kbd)");
    if (span) span.textContent = label;
    else if (node && node.textContent !== label) node.textContent = label;
    next.disabled = !s.here && !left.length;
    button("again").disabled = button("miss").disabled = s.here?.state !== "called";
  }

  function say(no: string): void {
    if (!("speechSynthesis" in window)) return;
    const u = new SpeechSynthesisUtterance(word("say").replace("{no}", no.split("").join(" ")));
    u.lang = "zh-CN";
    u.rate = 0.9;
    speechSynthesis.speak(u);
  }

  // did keeps a step and what it leads to in one go: nothing is done that is not kept.
  async function did(what: string, t: Leased, to: Partial<State>): Promise<void> {
    const after = { ...s, ...to, n: s.n + 1 };
    const id = `${mine()}-${Math.round(s.since)}-${String(after.n).padStart(6, "0")}`;
    const step: Step = { id, ticket: t.id, do: what, at: new Date(now()).toISOString() };
    await keep([{ shelf: "steps", key: `${key}:${id}`, value: step }, { shelf: "state", key, value: after }]);
    s = after;
  }

  async function press(what: string): Promise<void> {
    if (what === "seen") {
      s.refused = [];
      await save();
    } else if (busy || !s.since) return;
    else if (what === "again") {
      if (s.here) say(s.here.no);
      return;
    } else {
      busy = true;
      try {
        const [first, ...rest] = held();
        if (what === "miss" && s.here?.state === "called") await did("miss", s.here, { here: null });
        else if (what === "next" && s.here?.state === "called") await did("arrive", s.here, { here: { ...s.here, state: "serving" } });
        else if (what === "next" && s.here) await did("finish", s.here, { here: null });
        else if (what === "next" && first) {
          await did("call", first, { here: { ...first, state: "called" }, hand: rest });
          say(first.no);
        }
      } finally { busy = false; }
    }
    draw();
  }

  // tell sends what was done without the server, in its order. False when the server did not take it.
  async function tell(): Promise<boolean> {
    const steps = (await all<Step>("steps")).filter((x) => x.id.startsWith(mine()));
    for (let i = 0; i < steps.length; i += 100) {
      const some = steps.slice(i, i + 100);
      const a = await post<Told>(url + "later", { holder: mine(), steps: some }, 15_000);
      if (!a.body) return false;
      s.refused = [...s.refused, ...a.body.steps.flatMap((x) => (x.text ? [x.text] : []))].slice(-20);
      await save();
      await remove("steps", some.map((x) => `${key}:${x.id}`));
    }
    if (steps.length) toast(word("sent").replace("{n}", String(steps.length)));
    return true;
  }

  // renew says what is in hand and takes what the server leases.
  async function renew(): Promise<void> {
    seq = Math.max(seq + 1, Date.now());
    const a = await post<Hand>(url + "lease", { holder: mine(), seq, held: s.hand.map((t) => t.id) });
    if (!a.body) return;
    const h = a.body;
    sync(Date.parse(h.now));
    drift = Date.now() - Date.parse(h.now);
    s = { ...s, hand: h.tickets, here: h.here, until: Date.parse(h.until), since: 0 };
    await save();
    if (h.drop) await renew();
  }

  async function cut(): Promise<void> {
    if (s.since || (await surely())) return;
    s.since = now();
    await save();
    document.querySelectorAll<HTMLDialogElement>("dialog[open]").forEach((d) => d.close());
    draw();
  }

  let asking = false;
  async function beat(force = false): Promise<void> {
    if (asking || busy) return;
    asking = true;
    try {
      if (s.since) {
        if (!(await alive())) return;
        if (await tell()) {
          await renew();
          location.reload(); // the page as the server knows it now
        } else location.reload(); // whoever worked here has to log in again first; what was done is kept
      } else if (force || beats++ % 2 === 0) await renew();
      else if (!(await alive())) await cut();
    } catch {
      await cut();
    } finally {
      asking = false;
      draw();
    }
  }

  document.addEventListener("click", (e) => {
    const what = (e.target as Element).closest<HTMLElement>("[data-away-do]")?.dataset.awayDo;
    if (what) void press(what);
  });
  document.addEventListener("live:lost", () => void cut());
  document.addEventListener("console:step", () => void beat(true));
  window.addEventListener("online", () => void beat(true));
  window.setInterval(() => { if (!s.since) void beat(); }, beatEvery);
  window.setInterval(() => { if (s.since) void beat(); }, probeEvery);
  window.setInterval(draw, 1000);
  void (async () => {
    s = (await get<State>("state", key)) ?? s;
    s.since = 0;
    try {
      await tell();
      await renew();
    } catch { await cut(); }
    draw();
  })();
  return new Promise<never>(() => undefined);
}
