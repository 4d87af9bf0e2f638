// Visitors' pages are whole without this file. It keeps a ticket live, reads a page aloud, and says when figures are old.
import { parts } from "./live";
import { hhmm, serverNow } from "./clock";
import { reader } from "./read";

document.documentElement.classList.add("script");

parts(document, (el) => ({
  rest: true,
  cut: 20_000,
  stale: 45_000,
  state: (html) => {
    const before = el.querySelector("[data-say]")?.textContent;
    el.innerHTML = html;
    const now = el.querySelector("[data-say]")?.textContent ?? "";
    const aloud = document.querySelector("[data-aloud]");
    if (aloud && before !== now) aloud.textContent = now;
  },
  age: (level, quiet) => {
    if (document.body.classList.toggle("is-stale", level === "stale")) {
      document.querySelectorAll("[data-as-of]").forEach((t) => (t.textContent = hhmm(serverNow() - quiet)));
    }
  },
}));

reader();

// A form is sent once.
document.addEventListener("submit", (e) => {
  const form = e.target as HTMLFormElement;
  if (form.method !== "post") return;
  if (form.dataset.sent) e.preventDefault();
  form.dataset.sent = "1";
  window.setTimeout(() => delete form.dataset.sent, 4000);
});
