// axe-core over pages, at a phone's and a desk's width: node axe.mjs [--width 390,1366] URL… | --list URL (one path a line).
// Exit 1 when there is a violation. Used on the gallery and on the running program.
import fs from "node:fs";
import { axe, inPages, launch, tags } from "./drive.mjs";

let widths = [390, 1366];
let urls = [];
const args = process.argv.slice(2);
while (args.length) {
  const a = args.shift();
  if (a === "--width") widths = args.shift().split(",").map(Number);
  else if (a === "--list") {
    const list = args.shift();
    urls.push(...(await (await fetch(list)).text()).trim().split("\n").map((p) => new URL(p, list).href));
  } else urls.push(/^https?:|^file:/.test(a) ? a : "file://" + fs.realpathSync(a));
}

const browser = await launch();
let violations = 0;
let unsure = 0;
await inPages(browser, { bypassCSP: true }, urls.flatMap((url) => widths.map((width) => ({ url, width }))), async (page, { url, width }) => {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(url, { waitUntil: "load" });
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(tall, 600), 8000) }); // so that no bar stands over anything
  await page.evaluate(axe);
  const r = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), tags);
  for (const v of r.violations) {
    violations++;
    console.log(`${url} ${width}: ${v.id} (${v.impact}) ${v.help}`);
    for (const n of v.nodes.slice(0, 4)) console.log("   ", n.target.join(" "), "·", (n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? "");
  }
  if (process.env.UNSURE) for (const v of r.incomplete) console.log(`  ? ${url} ${width}: ${v.id} ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3)}`);
  const blind = await page.evaluate(() => [...document.querySelectorAll("svg > use")]
    .filter((u) => u.getClientRects().length && u.parentElement.getBoundingClientRect().width > 0 && u.getBBox().width === 0).map((u) => u.getAttribute("href")));
  if (blind.length) {
    violations++;
    console.log(`${url} ${width}: icons without a picture: ${[...new Set(blind)].join(" ")}`);
  }
  unsure += r.incomplete.length;
});
await browser.close();
console.log(`${urls.length} pages × ${widths.length} widths: ${violations} violations, ${unsure} to be looked at`);
process.exit(violations ? 1 : 0);
