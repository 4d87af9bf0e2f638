// Steps at the window: a form of the console is sent by script, and only what it changed comes back and is morphed in. What
// is no part of the console is sent again the plain way: the command's id keeps it one.
import { redraw } from "./clock";
import { toast, words } from "./toast";

type Swap = (el: HTMLElement, html: string) => Promise<unknown>;

// patience is how long a step waits for an answer: then the line may be cut, and the step is found by its command when it was taken.
const patience = 10_000;
async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(url, { ...init, headers: { "HX-Request": "true" }, credentials: "same-origin", signal: stop.signal });
  } finally { window.clearTimeout(timer); }
}

// goal is where the form goes, by the button that was pressed.
function goal(form: HTMLFormElement, button: HTMLButtonElement | null): string {
  return button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
}

// answer follows a step to what is to be shown; nothing when the browser goes elsewhere.
async function answer(form: HTMLFormElement, button: HTMLButtonElement | null, body: URLSearchParams): Promise<Response | null> {
  const res = await ask(goal(form, button), { method: "POST", body });
  const to = res.headers.get("HX-Redirect");
  if (!to) return res;
  if (new URL(to, location.href).pathname === location.pathname) return ask(to);
  location.assign(to);
  return null;
}

// plainly sends the form as a browser does, with the button that was pressed.
function plainly(form: HTMLFormElement, button: HTMLButtonElement | null): void {
  if (button?.name) {
    const i = document.createElement("input");
    i.type = "hidden";
    i.name = button.name;
    i.value = button.value;
    form.append(i);
  }
  form.setAttribute("action", goal(form, button));
  HTMLFormElement.prototype.submit.call(form);
}

function command(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

// show draws what a step changed. before is where the focus belonged when the step was taken: the stream may have drawn it already.
async function show(area: HTMLElement, html: string, before: Element | null, morph: Swap): Promise<void> {
  const doc = new DOMParser().parseFromString(html, "text/html");
  const said = doc.querySelector<HTMLElement>(".said");
  said?.remove();
  document.querySelectorAll<HTMLDialogElement>("dialog[open]").forEach((d) => d.close());
  await morph(area, doc.body.innerHTML);
  redraw();
  document.querySelectorAll(".toast").forEach((t) => t.remove());
  if (said) toast(said.textContent ?? "", said.dataset.kind ?? "");
  const focus = area.querySelector<HTMLElement>("[data-focus]");
  if (focus && focus !== before) focus.focus();
}

// refused says why a step was not taken, and leaves the clerk where they are: the form with its faults takes the place of
// the form that was sent; of a refusal that is a page of its own the reason is said. False when there is nothing to say.
async function refused(form: HTMLFormElement, html: string, morph: Swap): Promise<boolean> {
  const doc = new DOMParser().parseFromString(html, "text/html");
  const why = doc.querySelector("[data-error]");
  if (!why) return false;
  if (/<html/i.test(html)) {
    const lines = [...why.querySelectorAll("li")].map((l) => l.textContent?.trim() ?? "");
    toast((lines.length ? lines.join(" ") : (why.textContent?.trim() ?? "")) || words("failed"), "over");
    return true;
  }
  form.removeAttribute("hx-morph-skip"); // it was begun, but this is the answer to it
  await morph(form.parentElement!, html);
  redraw();
  document.querySelector<HTMLElement>("#console [data-error]")?.focus();
  return true;
}

export function steps(morph: Swap): void {
  const area = document.querySelector<HTMLElement>("#console");
  if (!area) return;
  let busy = false;
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    const own = form.closest("[data-steps]") && form.closest("main, dialog");
    if (e.defaultPrevented || !own || !form.getAttribute("action") || form.method !== "post" || form.enctype === "multipart/form-data" || form.hasAttribute("hx-post")) return;
    e.preventDefault();
    e.stopPropagation();
    if (busy) return;
    busy = true;
    const button = (e as SubmitEvent).submitter as HTMLButtonElement | null;
    const before = area.querySelector("[data-focus]");
    const body = new URLSearchParams();
    new FormData(form).forEach((v, k) => body.append(k, String(v)));
    if (button?.name) body.append(button.name, button.value);
    answer(form, button, body)
      .then(async (res) => {
        if (!res) return;
        const html = await res.text();
        if (res.status === 401) location.reload();
        else if (res.status >= 500) toast(words("failed"), "over");
        else if (!res.ok && (await refused(form, html, morph))) return;
        else if (!res.ok || /<html/i.test(html)) plainly(form, button);
        else {
          await show(area, html, before, morph);
          document.dispatchEvent(new Event("console:step"));
          const id = form.isConnected && !area.contains(form) ? form.querySelector<HTMLInputElement>("[name=command]") : null;
          if (id) id.value = command();
        }
      })
      .catch(() => {
        document.dispatchEvent(new Event("live:lost"));
        toast(words("lost"), "over");
      })
      .finally(() => (busy = false));
  }, true);
}

// What the last step said is said once, not again after a reload.
if (new URLSearchParams(location.search).has("said")) history.replaceState(null, "", location.pathname);
