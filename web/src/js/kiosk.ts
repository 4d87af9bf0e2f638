// The kiosk forgets: after 60 s without a touch it warns for 10 s, then goes back to its first page.
import { hhmm, serverNow, tick } from "./clock";
import { parts } from "./live";
import { reader } from "./read";
import { kioskAway } from "./kioskaway";

document.documentElement.classList.add("script");
const home = document.documentElement.dataset.home ?? "/";
const warn = document.querySelector<HTMLElement>(".kiosk-warn");
const left = warn?.querySelector<HTMLElement>("[data-left]");
const quiet = 60;
const grace = 10;
let idle = 0;

function touched(): void {
  idle = 0;
  if (warn) warn.hidden = true;
}

function second(): void {
  idle++;
  if (idle < quiet) return;
  if (warn) warn.hidden = false;
  if (left) left.textContent = String(quiet + grace - idle);
  if (idle < quiet + grace) return;
  document.querySelectorAll("form").forEach((f) => f.reset());
  try { sessionStorage.clear(); } catch { /* nothing was kept */ }
  window.speechSynthesis?.cancel();
  location.replace(home);
}

// A keypad, for the machine has no keyboard: digits go into the field it names.
document.addEventListener("click", (e) => {
  const t = e.target as Element;
  const digit = t.closest<HTMLElement>("[data-digit]")?.dataset.digit;
  const field = document.getElementById(t.closest<HTMLElement>("[data-keypad]")?.dataset.keypad ?? "") as HTMLInputElement | null;
  if (digit && field) {
    if (digit === "clear") field.value = "";
    else if (digit === "back") field.value = field.value.slice(0, -1);
    else if (field.value.length < field.maxLength) field.value += digit;
  }
  if (t.closest("[data-print]")) window.print();
});

// A machine that prints without asking prints a slip once, also when the page is loaded again.
const slip = document.querySelector<HTMLElement>("[data-print-now]")?.dataset.ticket;
if (slip) {
  try {
    if (sessionStorage.getItem("printed") !== slip) {
      sessionStorage.setItem("printed", slip);
      window.addEventListener("load", () => window.print());
    }
  } catch { /* the button prints */ }
}

// A form is sent once.
document.addEventListener("submit", (e) => {
  const form = e.target as HTMLFormElement;
  if (form.dataset.sent) e.preventDefault();
  form.dataset.sent = "1";
  window.setTimeout(() => delete form.dataset.sent, 4000);
});

for (const name of ["pointerdown", "keydown", "touchstart", "input"]) document.addEventListener(name, touched, { passive: true });
document.addEventListener("contextmenu", (e) => e.preventDefault());
window.setInterval(second, 1000);
// An answer of the e-guide follows the hall while somebody reads it. A line that is cut shows since when.
parts(document, (el) => ({
  rest: false,
  cut: 20_000,
  stale: 60_000,
  state: (html) => { el.innerHTML = html; },
  age: (level, quiet) => {
    if (!document.body.classList.toggle("is-stale", level === "stale")) return;
    document.querySelectorAll("[data-as-of]").forEach((t) => (t.textContent = hhmm(serverNow() - quiet)));
  },
}));
reader();
tick();
kioskAway();
