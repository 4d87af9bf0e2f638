import * as h from "./zz-hall.mjs";
import fs from "node:fs";
import { execFileSync } from "node:child_process";
const rows = (q) => execFileSync("sqlite3", ["file:/tmp/lb/hall/data/lianban.db?mode=ro", q]).toString().trim().split("\n").map((l) => l.split("|"));
const p = await h.login("jishu", { width: 1366, height: 768 });
const win = rows("select id,no from directory_window order by no");
const zones = rows("select id,prefix from directory_zone");
const add = async (b) => {
  const r = await p.evaluate(async (b) => { const r = await fetch("/api/v1/devices", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(b) }); return [r.status, await r.json()]; }, b);
  if (r[0] >= 300) console.log(JSON.stringify(r));
  return r[1].secret;
};
const out = { display: await add({ duty: "display", name: "大厅叫号屏" }), zone: await add({ duty: "display", name: "A 区屏", zone: zones[0][0] }), kiosk: await add({ duty: "kiosk", name: "自助取号 · 1 号机" }), strips: {} };
for (const [id, no] of win.slice(0, 24)) out.strips[no] = [id, await add({ duty: "strip", name: no + " 号条屏", window: id })];
fs.writeFileSync("/tmp/lb/hall/devices.json", JSON.stringify(out));
await h.browser.close();
