// Payloads through the running program: node inject.mjs PLAN, a file {base, payloads, every, forms: [{name, path, who}], shows:
// [{name, path, who, has}]}. Every text field of every form of those pages is sent with every payload (with every n-th, going
// round, where the plan says so); what comes back is parsed as the browser parses it. Pages that show what was stored are opened
// for good; files are uploaded whose cells and names are payloads. Nothing of a payload may become more than text. Writes {faults,
// fields, sent, carried, opened, control} as JSON to stdout.
import fs from "node:fs";
import { launch, open, each } from "./drive.mjs";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const out = { faults: [], fields: {}, sent: 0, carried: 0, opened: 0, control: 0 };
const browser = await launch();

// alien is everything in a document that our pages never have.
const alien = (html) => {
  const of = (doc) => [...doc.querySelectorAll("*")].flatMap((e) => {
    const found = [...e.attributes].filter((a) => /^on/i.test(a.name) || a.name === "srcdoc"
      || (/^(href|src|action|formaction|xlink:href|data)$/i.test(a.name) && /^[\u0000-\u0020]*(javascript|vbscript|data:(?!image\/))/i.test(a.value))).map((a) => `${e.tagName} ${a.name}=${a.value}`);
    if (/^(iframe|object|embed|base|math|marquee|foreignObject|animate|set|portal)$/i.test(e.tagName)) found.push(e.outerHTML.slice(0, 80));
    if (e.tagName.toUpperCase() === "SCRIPT" && !/^\/assets\//.test(e.getAttribute("src") ?? "")) found.push(e.outerHTML.slice(0, 80));
    if (e.tagName === "META" && /refresh/i.test(e.httpEquiv)) found.push(e.outerHTML.slice(0, 80));
    if (e.tagName === "STYLE" || (e.tagName === "LINK" && !/^\/assets\//.test(e.getAttribute("href") ?? ""))) found.push(e.outerHTML.slice(0, 80));
    if (e.hasAttribute("pwned") || e.tagName === "X-PWNED") found.push(e.outerHTML.slice(0, 80));
    return found;
  });
  return html === undefined ? of(document) : html.map((h) => of(new DOMParser().parseFromString(h, "text/html")));
};
// holds is the text of a page, values of its fields included.
const holds = () => [document.documentElement.textContent, document.title, ...[...document.querySelectorAll("input, textarea")].map((e) => e.value),
  ...[...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.value))].join("\n");
const forms = () => [...document.querySelectorAll("form")].map((f) => ({ action: f.getAttribute("action") ?? location.pathname, method: f.method,
  multipart: f.enctype === "multipart/form-data", fields: [...f.elements].filter((e) => e.name && e.type !== "submit" && e.type !== "button").map((e) => ({ name: e.name,
    text: e.tagName === "TEXTAREA" || /^(text|search|tel|url|email)$/.test(e.type), kind: e.type,
    value: e.tagName === "SELECT" ? ([...e.options].map((o) => o.value).find((v) => v) ?? "") : e.type === "date" ? "2026-12-01" : e.type === "number" ? "3" : e.value })) }));

// bare is a page under our Content-Security-Policy, in which payloads can be looked at.
const bare = await open(browser, plan.base, null, {}, () => {});
await bare.goto(plan.base + "/livez");

// The negative control: the same payloads, written into a page as they are, must be seen.
const raw = plan.payloads.map((p) => `<!doctype html><title>x</title><p>${p}</p><input value="${p}"><textarea>${p}</textarea><a href="${p}">x</a><script src="/assets/x.js"></script>`);
const seen = await bare.evaluate(alien, raw);
out.control = seen.filter((f) => f.length).length;
seen.forEach((f, i) => { if (!f.length) out.faults.push("the harness does not see " + plan.payloads[i]); });
{
  // And one that runs: a page that hides nothing must be caught running it.
  const said = [];
  const p = await open(browser, plan.base, null, {}, (w) => said.push(w));
  await p.setContent("<img src=x onerror='window.__pwned = 1; alert(1)'>");
  await p.waitForFunction("window.__pwned === 1").catch(() => out.faults.push("the harness does not see a script that runs"));
  if (!said.some((w) => w.startsWith("dialog"))) out.faults.push("the harness does not see a dialog");
  await p.route("**/raw", (r) => r.fulfill({ contentType: "text/html", headers: { "Content-Security-Policy": plan.csp }, body: "<svg onload='window.__pwned = 2'></svg>" }));
  await p.goto(plan.base + "/raw");
  await p.waitForTimeout(100);
  if (!said.some((w) => /Content Security Policy/.test(w))) out.faults.push("the harness does not see what the policy stops");
  await p.context().close();
}

// workers do all with n pages, each of which becomes one person after the other.
async function workers(n, all, work, prepare) {
  const idle = await Promise.all(Array.from({ length: n }, async () => {
    const w = { say: () => {} };
    w.page = await open(browser, plan.base, null, { viewport: { width: 800, height: 600 } }, (what) => w.say(what));
    await prepare?.(w.page);
    return w;
  }));
  await each(all, n, async (v) => {
    const w = idle.pop();
    await w.page.goto(plan.base + "/livez").catch(() => {});
    await w.page.context().clearCookies();
    if (v.who) await w.page.context().addCookies([{ name: v.who.cookie, value: v.who.secret, url: plan.base }]);
    await work(v, w);
    w.say = () => {};
    idle.push(w);
  });
  await Promise.all(idle.map((w) => w.page.context().close()));
}

const known = new Set();
async function attack(v, { page }) {
  await page.goto(plan.base + v.path, { waitUntil: "domcontentloaded" });
  for (const f of await page.evaluate(forms)) {
    if (f.multipart && f.fields.some((x) => x.kind === "file")) await upload(v, f, { page });
    const texts = f.fields.filter((x) => x.text).map((x) => x.name);
    const key = f.method + " " + f.action.replace(/\d{6,}|[a-z0-9]{26}/g, "…") + " " + texts;
    if (!texts.length || known.has(key) || f.multipart) continue;
    known.add(key);
    for (const t of texts) out.fields[f.action.replace(/\d{6,}|[a-z0-9]{26}/g, "…") + " " + t] = true;
    const answers = [];
    for (const [i, payload] of plan.payloads.entries()) {
      if ((i + known.size) % plan.every) continue; // every form gets some, every payload goes into some form
      const data = new URLSearchParams();
      const radios = new Set();
      for (const x of f.fields) {
        if (x.kind === "radio" || x.kind === "checkbox") { if (radios.has(x.name)) continue; radios.add(x.name); }
        data.append(x.name, x.text ? payload : x.name === "command" ? `inject-${known.size}-${i}-${process.pid}` : x.value);
      }
      const url = plan.base + f.action + (f.method === "get" ? "?" + data : "");
      const r = f.method === "get" ? await page.request.get(url) : await page.request.post(url, { headers: { "Content-Type": "application/x-www-form-urlencoded" }, data: data.toString() });
      if (r.status() >= 500) out.faults.push(`${v.name} ${f.action}: ${r.status()} for ${payload}`);
      if (/html/.test(r.headers()["content-type"] ?? "")) answers.push(await r.text());
      out.sent++;
    }
    const found = await bare.evaluate(alien, answers);
    found.forEach((a) => { if (a.length) out.faults.push(`${v.name} ${f.action}: ${a[0]}`); });
  }
}

// A column that is no free text takes what it must have; a code or number is each line's own.
const strict = { 编码: (i) => `INJ${i}`, 窗口号: (i) => 9000 + i, 代码: () => "", 类型: () => "1", 级别: () => "市", 日期: () => "2025-03-03", 类别: () => "正式", 党员: () => "否", 手机: () => "", 身份证: () => "" };
const rule = (title) => Object.keys(strict).find((k) => title.includes(k));

// upload sends a file whose free columns and whose name are payloads, and carries out what the preview offers.
async function upload(v, f, { page }) {
  const action = f.action.split("?")[0];
  const [, kind] = /^\/import\/(\w+)\/preview$/.exec(action) ?? [];
  const key = "post " + action;
  if (known.has(key)) return;
  known.add(key);
  let rows = [["年份", "名称"], ...plan.payloads.map((p) => ["2027", p])];
  if (kind) {
    const template = await (await page.request.get(`${plan.base}/import/${kind}/template.csv`)).text();
    const titles = template.replace(/^\uFEFF/, "").split(/\r?\n/)[0].split(",").map((t) => t.replace(/"|\*/g, "").trim());
    rows = [titles, ...plan.payloads.map((p, i) => titles.map((t) => (rule(t) ? strict[rule(t)](i) : p)))];
    for (const t of titles) if (!rule(t)) out.fields[`${action} ${t}`] = true;
  }
  out.fields[action + " file's name"] = true;
  const csv = rows.map((r) => r.map((c) => `"${String(c).replace(/"/g, '""')}"`).join(",")).join("\r\n");
  const answers = [];
  for (const [i, payload] of plan.payloads.entries()) {
    if (i % plan.every ** 2) continue; // the cells of each file hold them all
    const fields = Object.fromEntries(f.fields.filter((x) => x.kind !== "file").map((x) => [x.name, x.name === "command" ? `upload-${known.size}-${i}-${process.pid}` : x.value]));
    const post = async (url, multipart) => {
      const r = await page.request.post(plan.base + url, { multipart });
      if (r.status() >= 500) out.faults.push(`${v.name} ${url}: ${r.status()} for a file called ${payload}`);
      out.sent++;
      const html = await r.text();
      answers.push(html);
      return html;
    };
    const html = await post(f.action, { ...fields, [f.fields.find((x) => x.kind === "file").name]: { name: payload, mimeType: "text/csv", buffer: Buffer.from(csv) } });
    const carry = await bare.evaluate((h) => {
      const form = new DOMParser().parseFromString(h, "text/html").querySelector("form#carry");
      return form && { action: form.getAttribute("action"), fields: Object.fromEntries([...form.elements].filter((e) => e.name).map((e) => [e.name, e.value])) };
    }, html);
    if (carry) {
      await post(carry.action, carry.fields);
      out.carried++;
    }
  }
  const found = await bare.evaluate(alien, answers);
  found.forEach((a) => { if (a.length) out.faults.push(`${v.name} ${action}: ${a[0]}`); });
}

async function show(v, worker) {
  const said = [];
  const { page } = worker;
  worker.say = (what) => said.push(what);
  try {
    const r = await page.goto(plan.base + v.path, { waitUntil: "load" });
    await page.waitForTimeout(30);
    if (r.status() >= 400) said.push("status " + r.status());
    if (await page.evaluate("window.__pwned") !== undefined) said.push("a script ran");
    for (const a of await page.evaluate(alien)) said.push(a);
    const text = await page.evaluate(holds);
    const lost = (v.has ?? []).filter((p) => !text.includes(p));
    if (lost.length) said.push(`does not show ${lost.length} as text, such as ${lost[0]}`);
    out.opened++;
  } catch (e) {
    said.push(String(e.message).split("\n")[0]);
  }
  for (const w of said) out.faults.push(`${v.name} (${v.path}): ${w}`);
}

await workers(3, plan.forms, attack, (page) => page.route(/\/(assets|live)\//, (r) => r.abort()));
await workers(3, plan.shows, show);
await browser.close();
console.log(JSON.stringify(out));
