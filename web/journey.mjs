// Three journeys through the running program: node journey.mjs PLAN, a file {base, item, query, clerk, window, call}. A visitor
// whose browser runs no scripts, from the search to the review; a clerk, whose window page is weighed at every step; somebody who
// searches by keys. Writes {faults, steps} as JSON to stdout.
import fs from "node:fs";
import assert from "node:assert/strict";
import { launch, open, bytes } from "./drive.mjs";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const out = { faults: [], steps: {} };
const browser = await launch();
const api = async (path, body, token = plan.clerk.secret) => {
  const r = await fetch(plan.base + path, { method: "POST", body: body ? JSON.stringify(body) : undefined,
    headers: { "Content-Type": "application/json", ...(token ? { Authorization: "Bearer " + token } : {}) } });
  assert.ok(r.ok, `${path}: ${r.status} ${await r.clone().text()}`);
  return r.json();
};
const key = (name, body) => api(`/api/v1/windows/${plan.window}/${name}`, body);
// called calls until it is the turn of that number; others before it are served.
const called = async (no) => {
  while ((await key("call")).no !== no) { await key("arrive"); await key("finish"); }
};

async function visitor() {
  const page = await open(browser, plan.base, null, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } }, (w) => out.faults.push("visitor: " + w));
  const text = () => page.textContent("main");
  await page.goto(plan.base + "/");
  await page.fill("input[name=q]", plan.query);
  await page.click("form[role=search] [type=submit]");
  await page.click(`a[href="/guide/${plan.item}"]`);
  assert.match(await text(), /材料/);
  await page.click(`a[href^="/take?item=${plan.item}"]`);
  await page.fill("input[name=phone]", plan.phone);
  await page.check("input[name=consent]");
  await page.click("form[action='/take'] [type=submit]");
  assert.match(page.url(), /\/t\//, "the number has a page of its own");
  const no = (await text()).match(/[A-Z]\d{3}/)[0];
  await called(no);
  await page.reload();
  assert.match(await text(), new RegExp(`请到 ?${plan.no} 号`), "a reload shows the call");
  await key("arrive");
  const c = await api("/api/v1/cases", { window: plan.window, item: plan.item, applicant: { name: "马国栋", id_number: "11010519491231002X",
    phone: plan.phone }, marks: plan.marks.map(() => ({ mark: "present" })) });
  await key("finish");
  await page.reload();
  const review = await page.getAttribute("a[href^='/r/']", "href");
  await page.goto(plan.base + "/progress");
  await page.fill("input[name=code]", c.no);
  await page.fill("input[name=tail]", plan.phone.slice(-4));
  await page.click("form[action='/progress'] [type=submit]");
  assert.match(page.url(), /\/p\//, "number and tail lead to the case");
  assert.match(await text(), /已受理/);
  await page.goto(plan.base + review);
  await page.check("input[name=level][value='5']", { force: true });
  await page.fill("textarea[name=text]", "很快");
  await page.click("main form [type=submit]:not([name=decline])");
  assert.match(await text(), /评价已收到/);
  await page.context().close();
}

async function clerk() {
  const page = await open(browser, plan.base, plan.clerk, {}, (w) => out.faults.push("clerk: " + w));
  const sum = await bytes(page);
  let before = 0;
  // What the stream brings after a step belongs to that step: it is over when nothing has come for a second and a half.
  const quiet = async () => { for (let last = -1; last !== sum();) { last = sum(); await page.waitForTimeout(1500); } };
  const step = async (name, act) => {
    await act();
    await quiet();
    out.steps[name] = sum() - before;
    before = sum();
  };
  await step("first", () => page.goto(`${plan.base}/console?window=${plan.window}`, { waitUntil: "load" }));
  const t = await api("/api/v1/tickets", { item: plan.item, priority: "行动不便" }, plan.guide.secret);
  await quiet();
  out.steps["somebody takes a number"] = sum() - before;
  before = sum();
  const sent = (act) => Promise.all([page.waitForResponse((r) => r.request().method() === "POST" && !r.url().includes("/api/")), act]);
  const press = (action) => sent(page.click(`form[action='/console/${action}'] [type=submit]`));
  await step("call", () => press("call"));
  assert.match(await page.textContent("main"), new RegExp(t.no));
  await step("arrive", () => press("arrive"));
  await step("check", async () => {
    await page.fill("form[action='/cases'] [name=name]", "阿不都外力江·阿不都热合曼");
    await page.fill("form[action='/cases'] [name=id_number]", "11010519491231002X");
    await page.fill("form[action='/cases'] [name=phone]", "13909944471");
    await page.evaluate(() => document.activeElement.blur());
    await Promise.all([page.waitForResponse(/\/cases\/verdict/), page.keyboard.press("Shift+Digit1")]);
  });
  await step("accept", async () => {
    await sent(page.keyboard.press("F2"));
    await page.waitForFunction(() => /CJ\d{8}-\d{4}/.test(document.querySelector("main").textContent));
  });
  await step("finish", () => sent(page.keyboard.press("F2")));
  await page.context().close();
}

// searcher finds something without a mouse: / leads to the search, arrows through what was found, Enter opens it.
async function searcher() {
  const page = await open(browser, plan.base, plan.clerk, {}, (w) => out.faults.push("searcher: " + w));
  const at = () => page.evaluate(() => document.activeElement.closest(".found") && document.activeElement.getAttribute("href"));
  await page.goto(plan.base + "/cases", { waitUntil: "load" });
  await page.keyboard.press("/");
  await page.keyboard.type(plan.query.slice(0, 2));
  await Promise.all([page.waitForURL(/\/find\?/, { waitUntil: "load" }), page.keyboard.press("Enter")]);
  await page.keyboard.press("ArrowDown");
  const first = await at();
  assert.ok(first, "the arrow leads to what was found first");
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await at(), first, "and on to the next");
  await page.keyboard.press("ArrowUp");
  assert.equal(await at(), first, "and back");
  await Promise.all([page.waitForURL(plan.base + first), page.keyboard.press("Enter")]);
  await page.context().close();
}

for (const [name, run] of Object.entries({ visitor, clerk, searcher })) await run().catch((e) => out.faults.push(`${name}: ${String(e.message).slice(0, 400)}`));
await browser.close();
console.log(JSON.stringify(out));
