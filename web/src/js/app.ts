// The staff's pages: htmx, live parts, keys, toasts, clocks. Everything works without this file, only slower.
import htmx from "htmx.org/dist/htmx.esm.js";
import { parts } from "./live";
import { keys } from "./keys";
import { hhmm, redraw, serverNow, tick } from "./clock";
import { steps } from "./step";
import { toast, words } from "./toast";
import { away } from "./away";

document.documentElement.classList.add("script");

// A live part is morphed: focus and half-typed text stay. A form that somebody has begun to fill is left alone.
function morph(el: HTMLElement, html: string): Promise<void> {
  return htmx.swap({ text: html, target: el, sourceElement: el, swap: "innerMorph" });
}
document.addEventListener("input", (e) => (e.target as Element).closest("form")?.setAttribute("hx-morph-skip", ""));
document.addEventListener("reset", (e) => (e.target as Element).removeAttribute("hx-morph-skip"));

function start(root: ParentNode): void {
  parts(root, (el) => ({
    rest: true,
    cut: 20_000,
    stale: 30_000,
    state: (html) => void morph(el, html).then(redraw),
    news: (n) => el.dispatchEvent(new CustomEvent("live:" + n.name, { bubbles: true, detail: n })),
    age: (level, quiet) => {
      const old = level === "stale";
      if (document.body.classList.toggle("is-stale", old)) {
        const at = document.querySelector(".stale [data-as-of]");
        if (at) at.textContent = hhmm(serverNow() - quiet);
      }
    },
  }));
}

// Answers that are whole pages of refusal are said, not swapped into a corner of this page.
interface Ctx { ctx: { status?: number; text?: string; response?: { status: number }; sourceElement?: Element } }
document.addEventListener("htmx:before:swap", (e) => {
  const { ctx } = (e as CustomEvent<Ctx>).detail;
  const code = ctx.response?.status ?? 200;
  if (code < 400 || !/<html/i.test(ctx.text ?? "")) return;
  e.preventDefault();
  if (code === 401) location.reload();
  const page = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
  toast(page.querySelector("[data-error]")?.textContent?.trim() || words("failed"), "over");
});
document.addEventListener("htmx:error", () => toast(words("lost"), "over"));
document.addEventListener("htmx:after:init", (e) => start(e.target as ParentNode));
document.addEventListener("toast", (e) => toast(String((e as CustomEvent<{ value?: string }>).detail?.value ?? "")));

// A button that was pressed is not pressed twice by a nervous finger.
document.addEventListener("submit", (e) => {
  const form = e.target as HTMLFormElement;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) e.preventDefault();
  form.dataset.sent = "1";
  window.setTimeout(() => delete form.dataset.sent, 4000);
});
document.addEventListener("click", (e) => {
  const t = e.target as Element;
  if (t.closest("[data-print]")) window.print();
  t.closest<HTMLElement>("[data-close]")?.closest("dialog")?.close();
  const open = t.closest<HTMLElement>("[data-dialog]");
  if (open) {
    const d = document.getElementById(open.dataset.dialog!) as HTMLDialogElement | null;
    if (d?.showModal) { e.preventDefault(); d.showModal(); }
  }
});

keys();
steps(morph);
away();
tick();
start(document);
document.querySelector<HTMLElement>("[data-focus]")?.focus();
