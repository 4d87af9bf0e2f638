import * as h from "./zz-hall.mjs";
import fs from "node:fs";
const d = JSON.parse(fs.readFileSync("/tmp/lb/hall/devices.json"));
const p = await h.login("w05", { width: 1366, height: 768 });
if (await p.$('a.choice')) { await p.keyboard.press("1"); await p.waitForTimeout(800); }
const strip = await h.browser.newContext({ viewport: { width: 1920, height: 158 } });
await strip.addCookies([{ name: "lianban_device", value: d.strips["5"][1], url: h.base }]);
const s = await strip.newPage(); await s.goto(h.base + "/screen/strip/" + d.strips["5"][0]);
const disp = await h.browser.newContext({ viewport: { width: 1920, height: 1080 } });
await disp.addCookies([{ name: "lianban_device", value: d.display, url: h.base }]);
const v = await disp.newPage(); await v.goto(h.base + "/screen/display"); await v.waitForTimeout(800);
if (await p.$(".case-head")) { await p.evaluate(() => document.activeElement.blur()); await p.keyboard.press("g"); await p.waitForTimeout(900); await p.keyboard.press("F9"); await p.waitForTimeout(900); }
let t0 = Date.now();
const before = await v.textContent(".call-hero .no");
await p.keyboard.press("F2");
await v.waitForFunction((b) => document.querySelector(".call-hero .no").textContent !== b, before);
console.log("call to display ms", Date.now() - t0, await v.evaluate(() => !!document.querySelector(".call-hero.blink")));
await s.waitForTimeout(500); await s.screenshot({ path: h.out + "/s-call.png" });
await p.keyboard.press("F2"); await p.waitForTimeout(800); await s.screenshot({ path: h.out + "/s-serving.png" });
await p.setViewportSize({ width: 1920, height: 1080 }); await p.waitForTimeout(400); await p.screenshot({ path: h.out + "/c-1920.png" });
await p.setViewportSize({ width: 390, height: 844 }); await p.waitForTimeout(400); console.log("390 over", await p.evaluate(() => document.documentElement.scrollWidth - innerWidth)); await p.screenshot({ path: h.out + "/c-390.png", fullPage: true });
await p.setViewportSize({ width: 683, height: 384 }); await p.waitForTimeout(400); console.log("200% over", await p.evaluate(() => document.documentElement.scrollWidth - innerWidth));
await p.setViewportSize({ width: 1366, height: 768 });
await p.evaluate(() => document.activeElement.blur());
await p.keyboard.press("F9"); await p.waitForTimeout(900);
await p.keyboard.press("F8"); await p.keyboard.press("1"); await p.waitForTimeout(900); await s.screenshot({ path: h.out + "/s-pause.png" });
await p.screenshot({ path: h.out + "/c-paused.png" });
await v.waitForTimeout(300); await v.screenshot({ path: h.out + "/display-2.png" });
await p.keyboard.press("F8"); await p.waitForTimeout(700);
// cut: the server is not reachable
await s.close();
await h.browser.close();
