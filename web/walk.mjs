// Walks through pages of the running program: node walk.mjs PLAN, a file {base, shots, visits: [{name, path, who, sizes, kind,
// status, fill, submit, limit}]}. On every page: axe at the first size and, where the plan says so, at the narrowest, nothing on the console, nothing wider
// than the screen, every icon drawn, no key instead of words, bytes counted. Writes {faults, weights} as JSON to stdout.
import fs from "node:fs";
import { axe, tags, launch, open, bytes, each } from "./drive.mjs";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const browser = await launch();
const out = { faults: [], weights: {}, axe: 0, sizes: 0 };
if (plan.shots) fs.mkdirSync(plan.shots, { recursive: true });

// spill is what is wider than the screen, although nothing that scrolls by itself holds it.
const spill = () => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return "";
  const held = (e) => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(p).overflowX)) return true; return false; };
  const worst = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !held(e)).slice(-2);
  return `${root.scrollWidth - root.clientWidth} px too wide: ` + worst.map((e) => `${e.tagName.toLowerCase()}.${e.className}`).join(", ");
};
// seen is what a reader stumbles over: keys without words, icons without a picture.
const seen = () => {
  const words = document.body.innerText + " " + document.title + [...document.querySelectorAll("[aria-label],[placeholder],[title]")]
    .map((e) => ["aria-label", "placeholder", "title"].map((a) => e.getAttribute(a)).join(" ")).join(" ");
  const keys = words.match(/\[[a-z_]+(\.[a-z0-9_]+)+[^\]]*\]|\{[a-z_]+\}|%!|<nil>|undefined|NaN/g) ?? [];
  const blind = [...document.querySelectorAll("svg > use")].filter((u) => u.getClientRects().length && u.parentElement.getBoundingClientRect().width > 0
    && u.getBBox().width === 0).map((u) => u.getAttribute("href"));
  return [...new Set([...keys, ...blind.map((b) => "no picture " + b)])];
};

// A walker has one page for all its visits: another browser context for each would be another process for each. What one
// visit leaves behind goes with its cookies and its cache.
async function walker() {
  const w = { say: () => {} };
  w.page = await open(browser, plan.base, null, {}, (what) => w.say(what));
  w.cdp = await w.page.context().newCDPSession(w.page);
  w.sum = await bytes(w.page);
  return w;
}

async function visit(w, v) {
  const { page } = w;
  const began = Date.now();
  const say = (what) => { out.faults.push(`${v.name} (${v.path}): ${what}`); console.error(`! ${v.name}: ${what}`); };
  try {
    w.say = () => {};
    await page.goto(plan.base + "/livez"); // of the same site: the process stays
    await page.context().clearCookies();
    if (v.who) await page.context().addCookies([{ name: v.who.cookie, value: v.who.secret, url: plan.base }]);
    if (v.limit) await w.cdp.send("Network.clearBrowserCache"); // its bytes are weighed as at a first visit
    await page.setViewportSize({ width: v.sizes[0][0], height: v.sizes[0][1] });
    // The browser tells of every refusal: that is no fault where one is expected.
    w.say = (what) => { if (!(v.status >= 400 && /status of 4\d\d/.test(what))) say(what); };
    const before = w.sum();
    const sum = () => w.sum() - before;
    const answer = await page.goto(plan.base + v.path, { waitUntil: "load" });
    let status = answer.status();
    if (v.submit) {
      const gone = page.waitForEvent("framenavigated").catch(() => {});
      const [next] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST" && !r.url().includes("/api/")) /* the console asks for its lease by itself */, page.evaluate(([fill, submit]) => {
        const form = document.querySelector(submit);
        form.noValidate = true;
        for (const [n, value] of Object.entries(fill ?? {})) {
          const e = form.querySelector(`[name="${n}"]`);
          if (e.type === "checkbox" || e.type === "radio") form.querySelector(`[name="${n}"][value="${value}"]`).checked = true;
          else e.value = value;
        }
        form.requestSubmit();
      }, [v.fill, v.submit])]);
      status = next.status();
      await (next.request().isNavigationRequest() ? gone : page.waitForTimeout(400)); // a new page, or a part of this one
      await page.waitForLoadState("load");
    }
    if (status !== v.status) say(`status ${status}, not ${v.status}`);
    out.weights[v.name] = sum();
    if (v.limit && sum() > v.limit * 1024) say(`${(sum() / 1024).toFixed(1)} KB, at most ${v.limit}`);
    for (const [i, [width, height]] of v.sizes.entries()) {
      if (i) await page.setViewportSize({ width, height });
      out.sizes++;
      const wide = await page.evaluate(spill);
      if (wide) say(`${width}: ${wide}`);
      if (plan.shots) await page.screenshot({ path: `${plan.shots}/${v.name}-${width}.png`, fullPage: !/^(display|strip|pad|kiosk)/.test(v.kind) });
      if (i !== 0 && !(width === 320 && v.reflow)) continue;
      const tall = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height: Math.min(Math.max(tall, height), 8000) }); // no bar stands over anything
      if (i === 0) for (const w of await page.evaluate(seen)) say(w);
      if (!await page.evaluate("window.axe !== undefined")) await page.evaluate(axe);
      const r = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags[0], resultTypes: ["violations"], rules: { "color-contrast": { enabled: tags[1] } } }), [tags, i === 0]);
      out.axe++;
      for (const w of r.violations) say(`${width}: ${w.id}: ${w.help}: ` + w.nodes.slice(0, 3).map((n) => n.target.join(" ")).join("; "));
    }
  } catch (e) {
    say(String(e.message).split("\n")[0]);
  } finally {
    console.error(`${Date.now() - began} ms ${v.name}`);
  }
}
const walkers = await Promise.all([1, 2, 3].map(walker));
await each(plan.visits, walkers.length, async (v) => { const w = walkers.pop(); await visit(w, v); walkers.push(w); });
await browser.close();
console.log(JSON.stringify(out));
