import * as h from "./zz-hall.mjs";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
const rows = (q) => execFileSync("sqlite3", ["file:/tmp/lb/hall/data/lianban.db?mode=ro", q]).toString().trim();
const token = rows("select token from queue_ticket where state='waiting' order by length(item_name) desc limit 1");
const c = await h.browser.newContext({ viewport: { width: 390, height: 844 } });
const p = await c.newPage();
await p.goto(h.base + "/slip/" + token); await p.screenshot({ path: h.out + "/slip-390.png" });
const pdf = await p.pdf({ path: h.out + "/slip.pdf", preferCSSPageSize: true });
const t = pdf.toString("latin1"); console.log("pages", (t.match(/\/Type\s*\/Page[^s]/g) || []).length, t.match(/\/MediaBox\s*\[[^\]]*\]/g));
const d = JSON.parse(fs.readFileSync("/tmp/lb/hall/devices.json"));
const k = await h.browser.newContext({ viewport: { width: 1080, height: 1920 } });
await k.addCookies([{ name: "lianban_device", value: d.kiosk, url: h.base }]);
const q = await k.newPage(); await q.goto(h.base + "/kiosk/ticket/" + token);
const pdf2 = await q.pdf({ path: h.out + "/kiosk.pdf", preferCSSPageSize: true });
const t2 = pdf2.toString("latin1"); console.log("kiosk pages", (t2.match(/\/Type\s*\/Page[^s]/g) || []).length, t2.match(/\/MediaBox\s*\[[^\]]*\]/g));
// draw the pdf-like print view at 80 mm
await p.emulateMedia({ media: "print" }); await p.setViewportSize({ width: 302, height: 567 }); await p.screenshot({ path: h.out + "/slip-print.png" });
await h.browser.close();
