import * as h from "./zz-hall.mjs";
import fs from "node:fs";
const d = JSON.parse(fs.readFileSync("/tmp/lb/hall/devices.json"));
const only = process.argv.slice(2);
const want = (n) => !only.length || only.some((o) => n.startsWith(o));
async function machine(secret, viewport, path, name, wait = 1500, extra) {
  if (!want(name)) return;
  const c = await h.browser.newContext({ viewport });
  await c.addCookies([{ name: "lianban_device", value: secret, url: h.base }]);
  const p = await c.newPage();
  p.on("console", (m) => { if (m.type() === "error") console.log(name, m.text()); });
  p.on("pageerror", (e) => console.log(name, String(e)));
  await p.goto(h.base + path);
  await p.waitForTimeout(wait);
  if (extra) await extra(p);
  const over = await p.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
  console.log(name, "over", over.join());
  await p.screenshot({ path: `${h.out}/${name}.png` });
  return p;
}
await machine(d.display, { width: 1920, height: 1080 }, "/screen/display", "display", 3000);
await machine(d.zone, { width: 1920, height: 1080 }, "/screen/display", "display-zone", 1500);
for (const no of Object.keys(d.strips)) if (want("strip-" + no)) await machine(d.strips[no][1], { width: 1920, height: 158 }, "/screen/strip/" + d.strips[no][0], "strip-" + no, 600);
const k = { width: 1080, height: 1920 };
let p = await machine(d.kiosk, k, "/kiosk?lang=zh-CN&large=0&low=0", "kiosk-1");
if (p) {
  const shot = async (n) => { await p.waitForTimeout(500); console.log(n, await p.evaluate(() => document.documentElement.scrollHeight - innerHeight)); await p.screenshot({ path: `${h.out}/${n}.png` }); };
  await p.click(".kiosk-grid a >> nth=0"); await shot("kiosk-2");
  await p.click(".kiosk-list a >> nth=0"); await shot("kiosk-3");
  await p.click("a[href*=\"phone=1\"]"); await p.waitForLoadState(); await shot("kiosk-3b");
  for (const n of "139" + String(Date.now()).slice(-8)) await p.click(`[data-digit="${n}"]`);
  await shot("kiosk-3c");
  await p.click(".kiosk-turn .btn-main"); await p.waitForURL("**/kiosk/ticket/**"); await shot("kiosk-4");
  const token = p.url().split("/").pop();
  await p.emulateMedia({ media: "print" }); await p.screenshot({ path: `${h.out}/kiosk-print.png` }); await p.emulateMedia({ media: "screen" });
  await p.goto(h.base + "/slip/" + token); await shot("slip");
  await p.pdf({ path: `${h.out}/slip.pdf`, preferCSSPageSize: true });
  await p.goto(h.base + "/kiosk/help"); await shot("kiosk-5");
  await p.goto(h.base + "/kiosk?lang=en"); await shot("kiosk-en");
  await p.goto(h.base + "/kiosk?lang=zh-CN&large=1&low=1"); await shot("kiosk-large");
}
await h.browser.close();
