// The keys of a window, counted in the running program: node keys.mjs PLAN, a file {base, item, several, lacking, window, clerk, guide,
// pad, strip}. Nothing is clicked at the console. Writes {faults, keys} as JSON to stdout.
import fs from "node:fs";
import assert from "node:assert/strict";
import { launch, open } from "./drive.mjs";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const out = { faults: [], keys: {} };
const browser = await launch();
const api = async (method, path, body, token) => {
  const r = await fetch(plan.base + path, { method, body: body ? JSON.stringify(body) : undefined,
    headers: { "Content-Type": "application/json", Authorization: "Bearer " + token } });
  assert.ok(r.ok, `${path}: ${r.status} ${await r.clone().text()}`);
  return r.json();
};
const number = (item) => api("POST", "/api/v1/tickets", { item, priority: "行动不便" }, plan.guide.secret);

const page = await open(browser, plan.base, plan.clerk, {}, (w) => out.faults.push("console: " + w));
let keys = 0;
await page.addInitScript(() => addEventListener("mousedown", () => document.documentElement.setAttribute("data-mouse", "1"), true));
const text = () => page.textContent("main");
// press presses a key and waits until the page says what it is to do: F2 counts once until one has seen what it did.
const press = async (key, until) => {
  keys++;
  await page.waitForTimeout(650);
  await page.keyboard.press(key);
  if (until) await page.waitForFunction((want) => new RegExp(want).test(document.querySelector("main").textContent + " " +
    [...document.querySelectorAll("dialog[open]")].map((d) => d.textContent).join(" ")), until);
};
const counted = async (name, act) => { keys = 0; await act(); out.keys[name] = keys; };
// typed fills in what is typed, which is not counted, and leaves the fields.
const typed = async (card) => {
  await page.fill("form[action='/cases'] [name=name]", "阿不都外力江·阿不都热合曼");
  await page.fill("form[action='/cases'] [name=id_number]", card);
  await page.fill("form[action='/cases'] [name=phone]", "13909944471");
  await page.evaluate(() => document.activeElement.blur());
};

async function normal() {
  await page.goto(`${plan.base}/console?window=${plan.window}`, { waitUntil: "load" });
  const t = await number(plan.item);
  await page.waitForFunction((no) => document.querySelector("main").textContent.includes(no), t.no);
  const pad = await open(browser, plan.base, plan.pad, { viewport: { width: 1280, height: 800 } }, (w) => out.faults.push("pad: " + w));
  await pad.goto(`${plan.base}/pad/${plan.window}`, { waitUntil: "load" });
  await counted("normal", async () => {
    await press("F2", "正在叫号|等待到窗|已叫号|到窗");
    await press("F2", "核对|材料");
    await typed("11010519491231002X");
    keys++;
    await Promise.all([page.waitForResponse(/\/cases\/verdict/), page.keyboard.press("Shift+Digit1")]);
    await press("F2", "CJ\\d{8}-\\d{4}");
    await press("F2");
    await page.waitForFunction(() => !/CJ\d{8}-\d{4}/.test(document.querySelector(".console-case").textContent));
  });
  const after = await (await fetch(`${plan.base}/api/v1/tickets/${t.token}`)).json();
  assert.equal(after.state, "finished", "the fifth key ends case and service");
  await pad.waitForFunction(() => document.querySelectorAll("[name=level]").length >= 5);
  await pad.context().close();
}

async function away() {
  await counted("away", async () => {
    await press("F8", "离岗");
    await press("1", "暂停服务");
  });
  const strip = await open(browser, plan.base, plan.strip, { viewport: { width: 1920, height: 158 } }, () => {});
  await strip.goto(`${plan.base}/screen/strip/${plan.window}`, { waitUntil: "load" });
  assert.match(await strip.textContent("body"), /暂停服务/);
  await counted("back", () => press("F8"));
  await page.waitForFunction(() => !/暂停服务 ·/.test(document.querySelector(".console-case").textContent));
  await strip.waitForFunction(() => !/暂停服务/.test(document.querySelector("main, body").textContent));
  await strip.context().close();
}

for (const [name, run] of Object.entries({ normal, away })) await run().catch(async (e) => out.faults.push(`${name}: ${String(e.message).slice(0, 300)} — ${(await text().catch(() => "")).replace(/\s+/g, " ").slice(0, 500)}`));
if (await page.evaluate(() => document.documentElement.hasAttribute("data-mouse"))) out.faults.push("the mouse was used");
await browser.close();
console.log(JSON.stringify(out));
