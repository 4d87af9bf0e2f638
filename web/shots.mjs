// The gallery at the sizes of its surfaces: nothing too wide, no target too small, nothing on the console; with OUT, screenshots.
// node shots.mjs BASE [OUT [name-prefix]]. BASE is where `gallery -listen` answers.
import fs from "node:fs";
import { inPages, launch } from "./drive.mjs";

const [base, out = "", only = ""] = process.argv.slice(2);
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
const browser = await launch();
const names = (await (await fetch(base + "/gallery.txt")).text()).trim().split("\n").filter((n) => n.slice(1).startsWith(only));
if (out) fs.mkdirSync(out, { recursive: true });
let bad = 0;
const looks = names.flatMap((path) => sizes(path.slice(1, -5)).map(([width, height]) => ({ path, name: path.slice(1, -5), width, height })));
await inPages(browser, {}, looks, async (page, { path, name, width, height }) => {
  await page.setViewportSize({ width, height });
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
  if (out) await page.screenshot({ path: `${out}/${name}-${width}.png`, fullPage: !/^(display|leaders|strip|pad|console)/.test(name) });
});
await browser.close();
console.log(names.length, "pages,", bad, "faults");
process.exit(bad ? 1 : 0);
