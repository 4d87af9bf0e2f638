import * as h from "./zz-hall.mjs";
const p = await h.login("w05", { width: 1366, height: 768 });
if (await p.$('a.choice')) { await p.keyboard.press("1"); await p.waitForTimeout(800); }
console.log(await p.evaluate(() => document.querySelector('[data-key="F2"]')?.textContent));
if (await p.$(".case-head")) { await p.keyboard.press("g"); await p.waitForTimeout(800); await p.keyboard.press("F9"); await p.waitForTimeout(800); }
await p.keyboard.press("F2"); await p.waitForTimeout(1000);
await p.keyboard.press("F2"); await p.waitForTimeout(1000);
console.log(await p.evaluate(() => [document.querySelector(".case-head .no")?.textContent, document.querySelector("#console [data-focus]")?.outerHTML, document.activeElement.tagName]));
await h.browser.close();
