// What the checks of the gallery and the drivers of the running program share: the browser, pages that listen for faults, work on several pages at once.
import { chromium } from "playwright-core";
import fs from "node:fs";
import { createRequire } from "node:module";

export const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// launch starts the browser that LIANBAN_CHROMIUM names, Debian's when it names none.
export const launch = () => chromium.launch({ executablePath: process.env.LIANBAN_CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu",
  "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });

// open makes a page of somebody (a cookie, or nothing), which tells say of every error on the console and every dialog.
export async function open(browser, base, who, options, say) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN", ...options });
  if (who) await context.addCookies([{ name: who.cookie, value: who.secret, url: base }]);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  // What is no page of ours (a line of text) names no icon, and the browser looks for one by itself.
  page.on("console", (m) => m.type() === "error" && !m.location().url.endsWith("/favicon.ico") && say(`console: ${m.text()}`));
  page.on("pageerror", (e) => say(`script: ${e}`));
  page.on("dialog", (d) => { say(`dialog: ${d.message()}`); d.dismiss().catch(() => {}); });
  return page;
}

// bytes counts what comes over the wire to a page, streams included: gives a function that tells the sum so far.
export async function bytes(page) {
  const cdp = await page.context().newCDPSession(page);
  let sum = 0;
  await cdp.send("Network.enable");
  const began = new Map();
  cdp.on("Network.responseReceived", (e) => { began.set(e.requestId, e.response.encodedDataLength); sum += e.response.encodedDataLength; });
  cdp.on("Network.dataReceived", (e) => { sum += e.encodedDataLength; began.set(e.requestId, (began.get(e.requestId) ?? 0) + e.encodedDataLength); });
  cdp.on("Network.loadingFinished", (e) => { sum += Math.max(0, e.encodedDataLength - (began.get(e.requestId) ?? 0)); });
  return () => sum;
}

// inPages does the work on all, three at a time, each time in a page that has done some before: a page of its own for each would
// be a process of its own for each.
export async function inPages(browser, options, all, work) {
  const idle = await Promise.all([1, 2, 3].map(async () => (await browser.newContext(options)).newPage()));
  await each(all, idle.length, async (v) => {
    const page = idle.pop();
    await work(page, v);
    page.removeAllListeners();
    idle.push(page);
  });
}

// each does the work on all, some at a time.
export async function each(all, n, work) {
  const rest = [...all];
  await Promise.all(Array.from({ length: n }, async () => { while (rest.length) await work(rest.shift()); }));
}
