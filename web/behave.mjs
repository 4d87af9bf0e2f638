// What the scripts promise, on the gallery: node behave.mjs BASE. Keys, live parts, news told once, stale marks, the kiosk
// that forgets, pages without scripts, wide text.
import assert from "node:assert/strict";
import { launch } from "./drive.mjs";

const base = process.argv[2];
const browser = await launch();
const open = async (name, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
  const page = await context.newPage();
  await page.goto(`${base}/${name}.html`, { waitUntil: "load" });
  return page;
};
const tests = {
  async "digits mark the open line, and all lines with Shift+1"() {
    const p = await open("console");
    await p.keyboard.press("3");
    assert.equal(await p.isChecked("#m4-3"), true, "the only open line takes the third choice");
    await p.keyboard.press("Shift+Digit1");
    assert.equal(await p.locator("[data-line] input[value=y]:checked").count(), 5);
  },
  async "F2 presses the next right thing, G only outside of text fields"() {
    const p = await open("console");
    await p.evaluate(() => {
      window.pressed = [];
      document.addEventListener("submit", (e) => e.preventDefault());
      document.querySelectorAll("[data-key]").forEach((b) => b.addEventListener("click", () => window.pressed.push(b.dataset.key)));
      const i = document.createElement("input");
      i.id = "typing";
      document.querySelector("main").append(i);
    });
    await p.keyboard.press("F2");
    await p.keyboard.press("g");
    await p.focus("#typing");
    await p.keyboard.type("gz1?/");
    assert.deepEqual(await p.evaluate(() => window.pressed), ["F2", "G"]);
    assert.equal(await p.inputValue("#typing"), "gz1?/");
    assert.equal(await p.isVisible("dialog#keys"), false);
  },
  async "letters can be switched off, function keys stay"() {
    const p = await open("console");
    await p.keyboard.press("?");
    assert.equal(await p.isVisible("dialog#keys"), true);
    await p.click("label:has(#letters)");
    await p.keyboard.press("Escape");
    assert.equal(await p.isVisible("dialog#keys"), false);
    await p.keyboard.press("?");
    assert.equal(await p.isVisible("dialog#keys"), false, "no sheet by a letter now");
  },
  async "the slash goes to the search, J and K through the rows"() {
    const p = await open("list");
    await p.keyboard.press("j");
    await p.keyboard.press("j");
    assert.equal(await p.evaluate(() => document.querySelectorAll("[data-row]")[1] === document.activeElement), true);
    await p.keyboard.press("/");
    assert.equal(await p.evaluate(() => document.activeElement.name), "q");
  },
  async "a live part is morphed: focus and what was typed stay"() {
    const p = await open("live");
    await p.waitForFunction(() => document.querySelector("#n").textContent === "1");
    await p.fill("#note", "写到一半");
    await p.waitForFunction(() => document.querySelector("#n").textContent === "2");
    assert.equal(await p.inputValue("#note"), "写到一半");
    assert.equal(await p.evaluate(() => document.activeElement.id), "note");
  },
  async "a call is news once: it blinks, and not again after a reload"() {
    const p = await open("display", { viewport: { width: 1920, height: 1080 } });
    await p.waitForSelector('[data-call="41"].blink');
    assert.equal(await p.locator('[data-call="39"].blink').count(), 0, "older calls are state, not news");
    await p.reload();
    await p.waitForSelector('[data-call="41"]');
    await p.waitForTimeout(300);
    assert.equal(await p.locator(".blink").count(), 0);
  },
  async "a screen that hears nothing for a minute asks people to listen"() {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const p = await context.newPage();
    await p.clock.install();
    await p.route("**/live/**", (r) => r.abort());
    await p.goto(base + "/display.html");
    assert.equal(await p.isVisible(".screen-listen"), false);
    await p.clock.fastForward(30_000);
    assert.equal(await p.evaluate(() => document.body.className), "is-cut");
    await p.clock.fastForward(35_000);
    assert.equal(await p.isVisible(".screen-listen"), true);
    assert.equal(await p.isVisible(".call-hero"), false, "no old call");
  },
  async "a ticket changes by itself and says so"() {
    const p = await open("ticket-live");
    await p.waitForSelector(".ticket-called");
    assert.match(await p.textContent("[data-aloud]"), /12/);
  },
  async "the kiosk warns after 60 s and forgets after 70"() {
    const context = await browser.newContext({ viewport: { width: 1080, height: 1920 } });
    const p = await context.newPage();
    await p.clock.install();
    await p.goto(base + "/kiosk.html");
    await p.clock.runFor(59_000);
    assert.equal(await p.isVisible(".kiosk-warn"), false);
    await p.clock.runFor(2_000);
    assert.equal(await p.isVisible(".kiosk-warn"), true);
    await p.click(".kiosk-warn button");
    assert.equal(await p.isVisible(".kiosk-warn"), false);
    await p.clock.runFor(71_000);
    await p.waitForURL("**/kiosk");
  },
  async "without scripts a ticket has a time and a refresh, forms have their buttons"() {
    const p = await open("ticket-waiting", { javaScriptEnabled: false });
    assert.equal(await p.isVisible(".no-script"), true);
    assert.equal(await p.isVisible("[data-as-of]"), true);
    for (const name of ["take", "lookup", "review", "home", "form"]) {
      const q = await open(name, { javaScriptEnabled: false });
      assert.ok(await q.locator("form [type=submit]:visible").count() > 0, name);
    }
  },
  async "wide text spacing loses nothing at 320 px"() {
    const names = (await (await fetch(base + "/gallery.txt")).text()).trim().split("\n").filter((n) => /home|guide|take|ticket|review|progress|law|lookup/.test(n));
    for (const n of names) {
      const p = await open(n.slice(1, -5), { viewport: { width: 320, height: 700 }, bypassCSP: true });
      await p.addStyleTag({ content: "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}" });
      const lost = await p.evaluate(() => document.documentElement.scrollWidth > innerWidth ? "too wide" :
        [...document.querySelectorAll("main *")].filter((e) => getComputedStyle(e).overflow === "hidden" && !e.closest(".sr, svg, .sr *")
          && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2) && e.clientHeight > 2 && !e.matches(".hero")).map((e) => e.className).join());
      assert.equal(lost, "", n);
      await p.context().close();
    }
  },
};

let failed = 0;
for (const [name, run] of Object.entries(tests)) {
  try {
    await run();
    console.log("ok   " + name);
  } catch (e) {
    failed++;
    console.log("FAIL " + name + "\n     " + String(e.message).split("\n").slice(0, 6).join("\n     "));
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
