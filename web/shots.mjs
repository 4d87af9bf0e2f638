// Screenshots of the gallery: node shots.mjs BASE OUT [name-prefix]. BASE is where `gallery -listen` answers.
import { chromium } from "playwright-core";
import fs from "node:fs";

const [base, out, only = ""] = process.argv.slice(2);
const staff = /^(board|console|list|form|calendar|widgets|live)/;
const sizes = (name) => {
  if (/^(display|leaders)/.test(name)) return [[1920, 1080]];
  if (/^strip/.test(name)) return [[1920, 158]];
  if (/^kiosk/.test(name)) return [[1080, 1920]];
  if (/^pad/.test(name)) return [[1280, 800]];
  if (/^print/.test(name)) return [[1000, 1200]];
  if (staff.test(name)) return [[1366, 768], [1920, 1080], [320, 640]];
  return [[390, 844], [320, 640], [768, 1024]];
};
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const names = (await (await fetch(base + "/gallery.txt")).text()).trim().split("\n").filter((n) => n.slice(1).startsWith(only));
fs.mkdirSync(out, { recursive: true });
let bad = 0;
for (const path of names) {
  const name = path.slice(1, -5);
  for (const [width, height] of sizes(name)) {
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1 });
    page.on("console", (m) => { if (m.type() === "error") { bad++; console.log(name, width, m.text()); } });
    page.on("pageerror", (e) => { bad++; console.log(name, width, String(e)); });
    await page.goto(base + path, { waitUntil: "load" });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) { bad++; console.log(`${name} ${width}: ${over} px too wide`); }
    const tiny = /^(?!board|console|list|form|calendar|widgets|live|display|leaders|strip|print)/.test(name) && await page.evaluate(() => {
      const min = document.documentElement.dataset.density === "elder" ? 60 : 44;
      return [...document.querySelectorAll("a, button, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, summary, label.check, .faces label, .pills label")]
        .filter((e) => e.getClientRects().length && !e.closest(".skip") && !e.matches(".skip, .cite") && e.getBoundingClientRect().height < min - .5)
        .map((e) => `${e.tagName} "${(e.textContent || e.name || "").trim().slice(0, 20)}" ${Math.round(e.getBoundingClientRect().height)}`);
    });
    if (tiny && tiny.length) { bad++; console.log(`${name} ${width}: small targets: ${tiny.join("; ")}`); }
    await page.screenshot({ path: `${out}/${name}-${width}.png`, fullPage: !/^(display|leaders|strip|pad|console)/.test(name) });
    await page.close();
  }
}
await browser.close();
console.log(names.length, "pages,", bad, "faults");
process.exit(bad ? 1 : 0);
