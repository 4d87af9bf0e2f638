// The kiosk while the network is away: numbers from the block that was reserved for it. A number is kept as given before it is
// shown, and told when the network is back. Every page of the kiosk fetches the block anew; the page that the worker keeps gives from it.
import { hhmm, serverNow } from "./clock";
import { alive, post } from "./line";
import { all, draw, get, put, refill, remove } from "./store";

interface Spare { zone: string; no: string; token: string; day: string; box: string; code: string }
interface Given { no: string; item: string; at: string }

const every = 5 * 60_000;
const svg = "http://www.w3.org/2000/svg";

// today is the day in the centre's zone.
const today = (): string => new Date(serverNow() + 8 * 3_600_000).toISOString().slice(0, 10);

// stock tells what was given and brings the block.
async function stock(): Promise<void> {
  const given = await all<Given>("given");
  if (given.length) {
    const a = await post<{ refused: string[] }>("/api/v1/kiosk/later", { given: given.slice(0, 200) }, 15_000);
    if (!a.body) return;
    await remove("given", given.slice(0, 200).map((g) => g.no));
  }
  const last = (await get<number>("state", "stocked")) ?? 0;
  if (!given.length && Math.abs(Date.now() - last) < every) return;
  const b = await post<{ spares: Spare[] }>("/api/v1/kiosk/block", { origin: location.origin }, 15_000);
  if (!b.body) return;
  await refill("spares", b.body.spares.map((s) => ({ key: s.no, value: s })));
  await put("state", "stocked", Date.now());
}

// code draws the QR code whose path the server drew ahead.
function code(s: Spare): SVGElement {
  const el = document.createElementNS(svg, "svg");
  el.setAttribute("viewBox", s.box);
  el.setAttribute("class", "qr-code");
  el.setAttribute("shape-rendering", "crispEdges");
  const side = s.box.split(" ")[2] ?? "0";
  for (const [fill, d] of [["#fff", `M0 0h${side}v${side}H0z`], ["#000", s.code]] as const) {
    const p = document.createElementNS(svg, "path");
    p.setAttribute("fill", fill);
    p.setAttribute("d", d);
    el.append(p);
  }
  return el;
}

// page is the kiosk without a network.
function page(box: HTMLElement): void {
  let zone = "";
  let item = "";
  const part = (k: string, f: (el: HTMLElement) => void) => box.querySelectorAll<HTMLElement>(`[data-away="${k}"]`).forEach(f);
  const show = (step: string) => {
    let found = false;
    box.querySelectorAll<HTMLElement>("[data-step]").forEach((el) => { if (!(el.hidden = el.dataset.step !== step)) found = true; });
    if (!found) show("start");
    document.querySelector<HTMLElement>("#main")?.focus();
  };
  // Outside of the hours no number is given, and none from a block of another day.
  const open = () => (box.dataset.open ?? "").split(" ").some((s) => {
    const [from, to] = s.split("-").map(Number);
    return serverNow() >= from! && serverNow() < to!;
  });
  const go = () => {
    const [what, a, b] = location.hash.slice(1).split("-");
    if (!open()) return show("closed");
    if (what === "item" && a && b) {
      [zone, item] = [a, b];
      const name = box.querySelector(`[href="#item-${a}-${b}"] b`)?.textContent ?? "";
      part("item", (el) => (el.textContent = name));
      return show("item");
    }
    show(what === "zone" ? "zone-" + a : "start");
  };
  const take = async () => {
    if (!open()) return show("closed");
    const at = new Date(serverNow()).toISOString();
    const got = await draw<Spare>("spares", (s) => s.zone === zone && s.day === today(), "given",
      (s) => ({ key: s.no, value: { no: s.no, item, at } satisfies Given })).catch(() => undefined);
    if (!got) return show("none");
    part("no", (el) => (el.textContent = got.no));
    part("at", (el) => (el.textContent = `${today()} ${hhmm(serverNow())}`));
    part("code", (el) => el.replaceChildren(code(got)));
    show("ticket");
    if (box.dataset.printSelf) window.print();
  };
  let taking = false;
  document.addEventListener("click", (e) => {
    const t = e.target as Element;
    const aid = t.closest<HTMLAnchorElement>(".kiosk-aids a");
    if (aid) { // the server would set these; here the page does
      e.preventDefault();
      for (const name of ["large", "low"]) {
        const v = new URL(aid.href).searchParams.get(name);
        if (v !== null) document.documentElement.dataset[name] = document.documentElement.dataset[name] === "true" ? "false" : "true";
      }
    }
    if (!t.closest("[data-away-take]") || taking) return;
    taking = true;
    void take().finally(() => (taking = false));
  });
  window.addEventListener("hashchange", go);
  // A number that was just given stays where it is until whoever took it has gone.
  window.setInterval(() => {
    if (location.hash.length > 1 || !box.querySelector<HTMLElement>('[data-step="ticket"]')?.hidden) return;
    void alive().then((there) => { if (there) location.replace(document.documentElement.dataset.home ?? "/kiosk"); });
  }, 5000);
  go();
}

export function kioskAway(): void {
  if (!("indexedDB" in window)) return;
  // Only in a secure context is there a worker: TLS, or the machine itself.
  void navigator.serviceWorker?.register("/kiosk-worker.js", { scope: "/kiosk" }).catch(() => undefined);
  const box = document.querySelector<HTMLElement>("#kiosk-away");
  if (box) page(box);
  if (!box || location.pathname === "/kiosk/offline") void stock().catch(() => undefined);
  if (!box) window.setInterval(() => void stock().catch(() => undefined), 60_000);
}
