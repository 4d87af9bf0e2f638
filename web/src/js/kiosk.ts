// The kiosk forgets: after 60 s without a touch it warns for 10 s, then goes back to its first page.
import { tick } from "./clock";
import { reader } from "./read";

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

for (const name of ["pointerdown", "keydown", "touchstart", "input"]) document.addEventListener(name, touched, { passive: true });
document.addEventListener("contextmenu", (e) => e.preventDefault());
window.setInterval(second, 1000);
reader();
tick();
