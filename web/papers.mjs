// Papers as they leave the printer: each is printed to PDF and its pages are counted, and its QR code is read back from the
// rendered sheet with a decoder of its own. The plan names where each paper stands and what its code must say.
import fs from "node:fs";
import { createRequire } from "node:module";
import { launch, open } from "./drive.mjs";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const decoder = fs.readFileSync(createRequire(import.meta.url).resolve("jsqr/dist/jsQR.js"), "utf8");
const browser = await launch();
const reader = await (await browser.newContext()).newPage();
await reader.addScriptTag({ content: decoder });

// read decodes the QR code of a picture.
const read = (png) => reader.evaluate(async (url) => {
  const img = new Image();
  img.src = url;
  await img.decode();
  const c = Object.assign(document.createElement("canvas"), { width: img.width, height: img.height });
  const g = c.getContext("2d");
  g.fillStyle = "#fff";
  g.fillRect(0, 0, c.width, c.height);
  g.drawImage(img, 0, 0);
  const d = g.getImageData(0, 0, c.width, c.height);
  return globalThis.jsQR(d.data, d.width, d.height)?.data ?? "";
}, `data:image/png;base64,${png.toString("base64")}`);

const out = [];
for (const p of plan.papers) {
  const faults = [];
  const page = await open(browser, plan.base, p.who, { deviceScaleFactor: 3 }, (s) => faults.push(s));
  const answer = await page.goto(plan.base + p.path);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => document.fonts.ready);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, path: plan.shots ? `${plan.shots}/${p.name}.pdf` : undefined });
  const shown = await page.evaluate(() => ({
    sheets: [...document.querySelectorAll(".sheet")].map((s) => s.querySelector(".doc-no")?.textContent.trim() ?? ""),
    overlaps: [...document.querySelectorAll(".sheet")].some((s) => {
      const foot = s.querySelector(".sheet-foot")?.getBoundingClientRect();
      return foot && [...s.children].some((e) => !e.matches(".sheet-foot") && e.getBoundingClientRect().bottom > foot.top + 1);
    }),
  }));
  const code = page.locator(".qr svg, svg.qr-code").last();
  const qr = (await code.count()) ? await read(await code.screenshot()) : "";
  if (plan.shots) await page.screenshot({ path: `${plan.shots}/${p.name}.png`, fullPage: true });
  out.push({ name: p.name, status: answer.status(), pages: (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length, qr, faults, ...shown });
  await page.context().close();
}
await browser.close();
console.log(JSON.stringify(out));
