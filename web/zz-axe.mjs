import * as h from "./zz-hall.mjs";
import fs from "node:fs";
const axe = fs.readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const d = JSON.parse(fs.readFileSync("/tmp/lb/hall/devices.json"));
const { execFileSync } = await import("node:child_process");
const token = execFileSync("sqlite3", ["file:/tmp/lb/hall/data/lianban.db?mode=ro", "select token from queue_ticket where state='waiting' limit 1"]).toString().trim();
async function check(p, name) {
  await p.evaluate(axe);
  const r = await p.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
  console.log(name, r.violations.length, r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join("; ")).join("\n   "));
}
async function machine(secret, vp, paths) {
  const c = await h.browser.newContext({ viewport: vp, bypassCSP: true });
  await c.addCookies([{ name: "lianban_device", value: secret, url: h.base }]);
  for (const path of paths) { const p = await c.newPage(); await p.goto(h.base + path); await p.waitForTimeout(900); await check(p, path); 
    if (path.startsWith("/kiosk")) console.log("  small:", await p.evaluate(() => [...document.querySelectorAll("a,button,input:not([type=hidden]),summary")].filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 100).map((e) => e.textContent.trim().slice(0, 12) + " " + Math.round(e.getBoundingClientRect().height)).join(", ")));
    await p.close(); }
}
await machine(d.display, { width: 1920, height: 1080 }, ["/screen/display"]);
await machine(d.zone, { width: 1920, height: 1080 }, ["/screen/display"]);
await machine(d.strips["5"][1], { width: 1920, height: 158 }, ["/screen/strip/" + d.strips["5"][0]]);
await machine(d.kiosk, { width: 1080, height: 1920 }, ["/kiosk", "/kiosk/zone/11", "/kiosk/item/1021", "/kiosk/item/1021?phone=1", "/kiosk/ticket/" + token, "/kiosk/help", "/slip/" + token]);
const c = await h.browser.newContext({ viewport: { width: 1366, height: 768 }, bypassCSP: true });
const p = await c.newPage();
await p.goto(h.base + "/login");
const [who, pw] = fs.readFileSync("/tmp/lb/hall/data/logins.txt", "utf8").split("\n").find((l) => l.trim().startsWith("w05")).trim().split(/\s+/);
await p.fill("[name=login]", who); await p.fill("[name=password]", pw);
await Promise.all([p.waitForNavigation(), p.click("form [type=submit]")]);
await p.waitForTimeout(900); await check(p, "console/first");
await p.goto(h.base + "/console?choose"); await p.waitForTimeout(500); await check(p, "console/choose");
await p.goto(h.base + "/console"); await p.waitForTimeout(500);
await p.keyboard.press("F8"); await p.waitForTimeout(400); await check(p, "console/pause"); await p.keyboard.press("1"); await p.waitForTimeout(900); await check(p, "console/paused"); await p.keyboard.press("F8"); await p.waitForTimeout(900);
await p.keyboard.press("F2"); await p.waitForTimeout(900); await check(p, "console/called"); await p.keyboard.press("z"); await p.waitForTimeout(900); await check(p, "console/transfer");
await p.goto(h.base + "/console"); await p.keyboard.press("g");
await h.browser.close();
