import * as h from "./zz-hall.mjs";
for (const who of ["w01", "w15", "w05", "w17"]) {
  const p = await h.login(who, { width: 1366, height: 768 });
  await p.waitForTimeout(1200);
  console.log(who, p.url(), await p.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]));
  await p.screenshot({ path: `${h.out}/console-${who}.png` });
  if (who === "w01") {
    await p.setViewportSize({ width: 1920, height: 1080 }); await p.waitForTimeout(300); await p.screenshot({ path: `${h.out}/console-1920.png` });
    await p.setViewportSize({ width: 390, height: 844 }); await p.waitForTimeout(300);
    console.log("390", await p.evaluate(() => document.documentElement.scrollWidth - innerWidth)); await p.screenshot({ path: `${h.out}/console-390.png`, fullPage: true });
  }
  await p.context().close();
}
await h.browser.close();
