// Flows by keys, counted: node keys.mjs PLAN, a file {base, direct, control, instant, slow, window, clerk, guide, display, strip, pad, kiosk}.
// A clerk at the window console without a mouse, a visitor at the kiosk, and the screens of the hall while their line is cut. Writes
// {faults, keys, cases, spoken} as JSON to stdout.
import fs from "node:fs";
import assert from "node:assert/strict";
import { launch, open } from "./drive.mjs";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const out = { faults: [], keys: {}, cases: {}, spoken: [] };
const browser = await launch();
const say = (who) => (w) => out.faults.push(`${who}: ${w}`);
const picture = (page, name) => process.env.LIANBAN_SHOTS ? page.screenshot({ path: `${process.env.LIANBAN_SHOTS}/keys-${name}.png` }) : undefined;
const api = async (method, path, who, body) => {
  const r = await fetch(plan.base + path, { method, body: body ? JSON.stringify(body) : undefined,
    headers: { "Content-Type": "application/json", ...(who ? { Authorization: "Bearer " + who.secret } : {}) } });
  assert.ok(r.ok, `${path}: ${r.status} ${await r.clone().text()}`);
  return r.json();
};
const first = (item) => api("POST", "/api/v1/tickets", plan.guide, { item });
const state = async (t) => (await api("GET", "/api/v1/tickets/" + t.token)).state;
const strip = () => stripPage.textContent(".strip");
async function until(what, f, most = 15_000) {
  for (const end = Date.now() + most; Date.now() < end; await new Promise((r) => setTimeout(r, 100))) if (await f()) return;
  throw new Error("waited in vain for " + what);
}

const page = await open(browser, plan.base, plan.clerk, {}, say("console"));
const stripPage = await open(browser, plan.base, plan.strip, { viewport: { width: 1920, height: 158 } }, say("strip"));
const pad = await open(browser, plan.base, plan.pad, { viewport: { width: 1280, height: 800 } }, say("pad"));
for (const p of [page, stripPage, pad]) p.setDefaultTimeout(8000);
await page.addInitScript(() => {
  window.taken = 0;
  document.addEventListener("console:step", () => window.taken++);
});
await page.goto(`${plan.base}/console?window=${plan.window}`, { waitUntil: "load" });
await stripPage.goto(`${plan.base}/screen/strip/${plan.window}`);
await pad.goto(`${plan.base}/pad/${plan.window}`);

let count = 0;
let lastNext = 0;
// key presses one key, and counts it; F2 counts for the console only when one has had time to see what it did before.
async function key(name) {
  if (name === "F2") {
    await page.waitForTimeout(Math.max(0, 650 - (Date.now() - lastNext)));
    lastNext = Date.now();
  }
  count++;
  await page.keyboard.press(name);
}
// sent presses a key that takes a step, and waits for its answer to be shown.
async function sent(name, shows) {
  const before = await page.evaluate(() => window.taken);
  await key(name);
  await page.waitForFunction((n) => window.taken > n, before);
  await page.waitForFunction(shows.f, shows.arg);
}
const main = (text) => ({ f: (t) => document.querySelector("[data-key=F2]")?.textContent.includes(t), arg: text });
const has = (sel) => ({ f: (s) => !!document.querySelector(s), arg: sel });
const noForm = { f: () => !document.querySelector("form[action='/cases']") };
// weighed presses a key that marks lines, and waits until F2 says what they come to.
async function weighed(name) {
  await Promise.all([page.waitForResponse(/\/cases\/verdict/), key(name)]);
  await page.waitForFunction(() => !document.querySelector("#verdict.htmx-request"));
}

// served calls the number that goes first, and types who stands there, field after field; the focus is in the last of them.
async function served(flow, item) {
  const t = await first(item);
  count = 0;
  await page.waitForFunction((n) => document.querySelector(".queue .no")?.textContent === n, t.no);
  await sent("F2", has("form[action='/console/arrive']"));
  assert.equal(await state(t), "called");
  await until("the strip", async () => (await strip()).includes(t.no));
  await sent("F2", has("form[action='/cases'] [name=name]"));
  assert.equal(await state(t), "serving");
  assert.equal(await page.evaluate(() => document.activeElement.name), "name", `${flow}: the form waits for the name`);
  for (const [i, text] of ["阿不都外力江·阿不都热合曼", "11010519491231002X", "13909944471"].entries()) {
    if (i) await page.keyboard.press("Tab");
    await page.keyboard.type(text);
  }
  assert.equal(await page.evaluate(() => document.activeElement.name), "phone");
  return t;
}

async function left(flow, t) {
  const found = (await page.textContent(".console-case")).match(/CJ\d{8}-\d{4}/);
  out.cases[flow] = found?.[0] ?? "";
  return t;
}

// lit tells that the pad asks, with its five levels.
const lit = () => until("the pad asks", async () => (await pad.locator("input[name=level]").count()) === 5);

async function normal() {
  const t = await served("normal", plan.instant);
  await weighed("Shift+Digit1");
  await sent("F2", noForm);
  await left("normal", t);
  assert.ok(await page.locator("a[href*='/acceptance'], a[href*='/cases/']").count(), "the receipt is there");
  await picture(page, "normal");
  await sent("F2", has("form[action='/console/call']"));
  out.keys.normal = count;
  assert.equal(await state(t), "finished");
  await lit();
  await picture(pad, "pad");
}

async function tolerance(flow, lines) {
  const t = await served(flow, plan.slow);
  await key("ArrowDown");
  for (let i = 0; i < lines; i++) await weighed("Digit2");
  await weighed("Shift+Digit1");
  await page.waitForFunction(() => /容缺受理并打印/.test(document.querySelector("#verdict [data-key=F2]")?.textContent));
  await picture(page, "tolerance");
  await sent("F2", noForm);
  await left(flow, t);
  assert.ok(await page.locator("a[href*='/tolerance']").count(), "the notice is there");
  await sent("F2", has("form[action='/console/call']"));
  out.keys[flow] = count;
  assert.equal(await state(t), "finished");
}

async function missing() {
  const flow = "papers missing";
  const t = await served(flow, plan.slow);
  await key("ArrowDown");
  await weighed("Digit3");
  await weighed("Shift+Digit1");
  await page.waitForFunction(() => document.activeElement.matches("#verdict [data-what]"), null, { timeout: 5000 });
  await page.keyboard.type("第 2 页没有签字");
  await picture(page, "missing");
  await sent("Control+Enter", noForm);
  out.keys[flow] = count;
  await left(flow, t);
  const opened = page.context().waitForEvent("page");
  await page.keyboard.press("n");
  const notice = await opened;
  await notice.waitForLoadState();
  assert.match(await notice.textContent("body"), /第 2 页没有签字/, "N opens the notice, filled");
  await notice.close();
  await sent("F2", has("form[action='/console/call']"));
  assert.equal(await state(t), "finished");
}

async function offPost() {
  count = 0;
  await key("F8");
  await page.waitForSelector("dialog#pause[open]");
  await sent("Digit1", has("form[action='/console/resume']"));
  out.keys["off-post"] = count;
  assert.ok(await page.isVisible(".off-clock [data-since]"), "the clock of the absence runs");
  const call = await fetch(`${plan.base}/api/v1/windows/${plan.window}/call`, { method: "POST", headers: { Authorization: "Bearer " + plan.clerk.secret } });
  assert.ok(call.status === 409 && /暂停服务/.test(await call.text()), "nobody is called to a window that pauses");
  await until("the strip says so", async () => /暂停/.test(await strip()));
  await picture(stripPage, "off-post");
  count = 0;
  await sent("F8", has("form[action='/console/pause']"));
  out.keys.back = count;
  assert.ok(await page.isHidden(".off-clock"), "the clock of the absence stands");
  await until("the strip is back", async () => !/暂停/.test(await strip()));
}

async function kiosk() {
  const k = await open(browser, plan.base, plan.kiosk, { viewport: { width: 1080, height: 1920 }, hasTouch: true }, say("kiosk"));
  await k.goto(plan.base + "/kiosk");
  let touches = 0;
  const touch = async (sel) => { touches++; await k.locator(sel).first().tap(); };
  await touch(".kiosk-grid .kiosk-tile");
  await k.waitForSelector(".kiosk-list");
  await touch(".kiosk-list .kiosk-tile");
  await k.waitForSelector("form[action='/kiosk/take']");
  await touch(".kiosk-go");
  await k.waitForSelector(".kiosk-number .no");
  out.keys.kiosk = touches;
  assert.match(await k.textContent(".kiosk-number .no"), /^[A-Z]\d{3}$/);
  await k.context().close();
}

// screens is the hall without its server for more than a minute of the screens' own time, and what they make of an old call then.
async function screens() {
  for (const p of [page, pad, stripPage]) await p.context().close();
  const quiet = (w) => /ERR_|Failed to load/.test(w) ? undefined : out.faults.push("screens: " + w);
  const screen = async (who, path, size) => {
    const p = await open(browser, plan.base, who, { viewport: size }, quiet);
    await p.clock.install();
    await p.addInitScript(() => {
      window.spoken = [];
      if ("speechSynthesis" in window) speechSynthesis.speak = (u) => window.spoken.push(u.text);
    });
    await p.goto(plan.base + path);
    return p;
  };
  const display = await screen(plan.display, "/screen/display", { width: 1920, height: 1080 });
  const own = await screen(plan.strip, `/screen/strip/${plan.window}`, { width: 1920, height: 158 });
  await own.waitForSelector(".strip .state > *");
  // Calls that are heard are spoken once: the control for the silence afterwards.
  await first(plan.slow);
  const t = await api("POST", `/api/v1/windows/${plan.window}/call`, plan.clerk);
  const heard = () => display.evaluate(() => window.spoken);
  await until("the call is shown", async () => (await display.textContent(".screen-calls")).includes(t.no));
  await until("the call is spoken", async () => (await heard()).length === 1);
  await fetch(plan.control + "/cut", { method: "POST" });
  const again = await fetch(`${plan.direct}/api/v1/windows/${plan.window}/recall`, { method: "POST", headers: { Authorization: "Bearer " + plan.clerk.secret } });
  assert.ok(again.ok, "the number is called again while the screens hear nothing");
  for (const p of [display, own]) await p.clock.runFor(30_000);
  assert.ok(!(await display.evaluate(() => document.body.classList.contains("is-stale"))), "after half a minute the calls still stand");
  assert.ok(await display.isVisible(".screen-link"), "with a word that the line is cut");
  for (const p of [display, own]) await p.clock.runFor(40_000);
  assert.ok(await display.isVisible(".screen-listen"), "after a minute the display asks to listen");
  assert.match(await display.textContent(".screen-listen"), /请听窗口叫号[^]*\d\d:\d\d/);
  assert.ok(!(await display.isVisible(".screen-body")), "no old call is shown");
  await picture(display, "display-away");
  assert.ok(await own.isVisible(".strip .no") && await own.isVisible(".strip .what"), "the strip keeps its number and what it does");
  assert.equal(await own.locator(".strip .state > *:visible").count(), 0, "and nothing of what was");
  await picture(own, "strip-away");
  await display.evaluate(() => { window.spoken.length = 0; });
  // The calls made meanwhile come with the line, more than a minute old by the screen's own clock.
  await fetch(plan.control + "/back", { method: "POST" });
  for (let i = 0; i < 40 && await display.evaluate(() => document.body.classList.contains("is-stale")); i++) {
    for (const p of [display, own]) await p.clock.runFor(1000);
    await new Promise((r) => setTimeout(r, 200));
  }
  assert.ok(await display.isVisible(".screen-body"), "the line is back");
  assert.equal(await display.locator(".blink").count(), 0, "no old call flashes");
  for (const p of [display, own]) await p.clock.runFor(2000);
  assert.equal(await display.evaluate(() => JSON.parse(localStorage.getItem("calls")).length), 2, "the second call came with the line");
  out.spoken = await heard();
  await picture(display, "display-back");
}

for (const [name, run] of Object.entries({ normal, tolerance: () => tolerance("tolerance", 1), two: () => tolerance("tolerance, two lines", 2), missing, offPost, kiosk, screens })) {
  console.error(name, new Date().toISOString());
  await run().catch(async (e) => {
    out.faults.push(`${name}: ${String(e.stack).slice(0, 700)}`);
    console.error(out.faults.at(-1));
    await picture(page, "fault-" + name);
  });
}
await browser.close();
console.log(JSON.stringify(out));
