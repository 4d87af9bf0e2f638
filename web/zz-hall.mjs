import { chromium } from "playwright-core";
import fs from "node:fs";
export const base = "http://127.0.0.1:28471";
const logins = Object.fromEntries(fs.readFileSync("/tmp/lb/hall/data/logins.txt", "utf8").trim().split("\n").map((l) => l.trim().split(/\s+/).slice(0, 2)));
export const out = "/tmp/lb/hall/shots";
fs.mkdirSync(out, { recursive: true });
export const browser = await chromium.launch({ executablePath: fs.readFileSync("/tmp/lb/chromium.path", "utf8").trim(), args: ["--no-sandbox", "--disable-gpu"] });
export async function login(who, viewport) {
  const c = await browser.newContext({ viewport });
  const p = await c.newPage();
  p.on("console", (m) => { if (m.type() === "error") console.log(who, m.text()); });
  p.on("pageerror", (e) => console.log(who, String(e)));
  await p.goto(base + "/login");
  await p.fill("[name=login]", who);
  await p.fill("[name=password]", logins[who]);
  await Promise.all([p.waitForNavigation(), p.click("form [type=submit]")]);
  return p;
}
const file = "/tmp/lb/hall/devices.json";
export async function devices() {
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8"));
  const p = await login("jishu", { width: 1366, height: 768 });
  const hall = await p.evaluate(async () => (await fetch("/api/v1/hall")).json());
  console.log(JSON.stringify(hall).slice(0, 600));
  return hall;
}
