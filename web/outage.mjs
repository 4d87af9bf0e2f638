// Ten minutes without the server: node outage.mjs PLAN, a file {base, control, clerks, windows, display, kiosk, pad, office}. Two consoles of one
// queue, a display, a kiosk and a pad stand open; the line is cut and led on again by the control. Writes what they did as JSON to stdout.
import fs from "node:fs";
import assert from "node:assert/strict";
import { launch, open } from "./drive.mjs";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const out = { faults: [], called: {}, missed: [], kiosk: [], spoken: [] };
const browser = await launch();
// What cannot be reached is an error on the console while the line is cut, and none of the page's.
const say = (who) => (w) => /ERR_|Failed to load|404/.test(w) ? undefined : out.faults.push(`${who}: ${w}`);
const control = (what) => fetch(plan.control + what, { method: "POST" });
const picture = (page, name) => process.env.LIANBAN_SHOTS ? page.screenshot({ path: `${process.env.LIANBAN_SHOTS}/outage-${name}.png` }) : undefined;
// kept counts what a shelf of the machine's own database holds.
const kept = (page, shelf) => page.evaluate((name) => new Promise((ok) => {
  const r = indexedDB.open("lianban", 1);
  r.onerror = () => ok([]);
  r.onsuccess = () => {
    if (![...r.result.objectStoreNames].includes(name)) return ok([]);
    const a = r.result.transaction(name).objectStore(name).getAll();
    a.onsuccess = () => { r.result.close(); ok(a.result); };
  };
}), shelf).catch(() => null);
async function until(what, f, most = 40_000) {
  for (const end = Date.now() + most; Date.now() < end; await new Promise((r) => setTimeout(r, 200))) {
    const v = await f();
    if (v) return v;
  }
  throw new Error("waited in vain for " + what);
}
const spy = () => {
  window.spoken = [];
  if ("speechSynthesis" in window) speechSynthesis.speak = (u) => window.spoken.push(u.text);
};

const consoles = [];
for (const [i, who] of plan.clerks.entries()) {
  const page = await open(browser, plan.base, who, {}, say("console " + i));
  await page.addInitScript(spy);
  await page.goto(`${plan.base}/console?window=${plan.windows[i]}`);
  consoles.push(page);
}
const display = await open(browser, plan.base, plan.display, { viewport: { width: 1920, height: 1080 } }, say("display"));
await display.addInitScript(spy);
await display.goto(plan.base + "/screen/display");
const kiosk = await open(browser, plan.base, plan.kiosk, { viewport: { width: 1080, height: 1920 } }, say("kiosk"));
await kiosk.goto(plan.base + "/kiosk");
const pad = await open(browser, plan.base, plan.pad, { viewport: { width: 1280, height: 800 } }, say("pad"));
await pad.goto(`${plan.base}/pad/${plan.windows[0]}`);

async function leased() {
  const r = await fetch(plan.base + "/api/v1/outage", { headers: { Authorization: "Bearer " + plan.office } });
  const { leases } = await r.json();
  return [7, 8].every((n) => leases.filter((l) => l.window === n).length === 2) && leases;
}

// serve works the console by its keys alone: two numbers, and what is done with each.
async function serve(page, window, ends) {
  await page.waitForSelector("#away:not([hidden])", { timeout: 30_000 });
  const no = () => page.textContent('[data-away="no"]');
  const state = () => page.textContent('[data-away="state"]');
  out.called[window] = [];
  for (const end of ends) {
    const said = async (act, next) => {
      const before = await state();
      await act();
      await until(next, async () => (await state()) !== before, 5000);
      await page.waitForTimeout(650); // F2 counts once, until one has seen what it did
    };
    await said(() => page.keyboard.press("F2"), "the call");
    out.called[window].push(await no());
    if (end === "miss") {
      out.missed.push(await no());
      await said(() => page.keyboard.press("g"), "the miss");
      continue;
    }
    await said(() => page.keyboard.press("F2"), "the arrival");
    await picture(page, "console-" + window);
    await said(() => page.keyboard.press("F2"), "the end");
  }
  assert.match(await page.textContent(".away-bar"), /纸质登记/, "without numbers the paper form is named");
  await page.keyboard.press("F2");
  assert.equal((await kept(page, "steps")).length, ends.includes("miss") ? 5 : 6, "every step is kept, and none without a number");
  await picture(page, "paper-" + window);
}

async function number() {
  await kiosk.goto(plan.base + "/kiosk");
  await kiosk.waitForSelector("#kiosk-away");
  await picture(kiosk, "kiosk");
  const before = await kept(kiosk, "spares");
  await kiosk.click('[data-step="start"] .kiosk-tile');
  await kiosk.click('[data-step^="zone-"]:not([hidden]) .kiosk-tile');
  await kiosk.click("[data-away-take]");
  await kiosk.waitForSelector('[data-step="ticket"]:not([hidden])');
  await picture(kiosk, "kiosk-ticket");
  const no = await kiosk.textContent('[data-step="ticket"] .no');
  assert.ok(await kiosk.isVisible('[data-step="ticket"] .kiosk-number svg.qr-code'), "the slip has its code");
  out.kiosk.push({ no, token: before.find((s) => s.no === no)?.token });
}

async function rate() {
  await pad.waitForSelector("form[data-pad-away]", { timeout: 30_000 });
  await pad.click(".face-5");
  await picture(pad, "pad");
  await pad.click("form[data-pad-away] [type=submit]");
  await until("the answer", async () => (await kept(pad, "answers")).length === 1, 5000);
}

try {
  await until("both windows hold two numbers", leased);
  await until("the kiosk has its block", async () => (await kept(kiosk, "spares"))?.length > 19);
  await kiosk.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await until("the worker has its page", () => kiosk.evaluate(async () => !!(await caches.match("/kiosk/offline"))));
  await control("/cut");
  await serve(consoles[0], "7", ["finish", "finish"]);
  await rate();
  await serve(consoles[1], "8", ["finish", "miss"]);
  await number();
  await number();
  await display.evaluate(() => { window.spoken.length = 0; });
  await control("/back");
  for (const [i, page] of consoles.entries()) await until("console " + i + " told what it did", async () => (await kept(page, "steps"))?.length === 0 &&
    page.isHidden("#away").catch(() => false));
  await kiosk.goto(plan.base + "/kiosk");
  await until("the kiosk told its numbers", async () => (await kept(kiosk, "given"))?.length === 0);
  await until("the pad told its answer", async () => (await kept(pad, "answers"))?.length === 0);
  await pad.waitForSelector(".pad-idle");
  await consoles[0].waitForTimeout(1500);
  out.spoken = await display.evaluate(() => window.spoken);
  await picture(consoles[0], "back");
} catch (e) {
  out.faults.push(String(e.stack).slice(0, 900));
  for (const [name, page] of Object.entries({ a: consoles[0], b: consoles[1], kiosk, pad, display })) await picture(page, "fault-" + name);
}
await browser.close();
console.log(JSON.stringify(out));
