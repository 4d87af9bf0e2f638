// Steps at the window: a form of the console is sent by script, and only what it changed comes back and is morphed in. What
// is no part of the console (a refusal with a page of its own) is sent again the plain way: the command's id keeps it one.
import { redraw } from "./clock";
import { toast, words } from "./toast";

type Morph = (el: HTMLElement, html: string) => Promise<unknown>;

const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, headers: { "HX-Request": "true" }, credentials: "same-origin" });

// answer follows a step to what is to be shown; nothing when the browser goes elsewhere.
async function answer(form: HTMLFormElement, body: URLSearchParams): Promise<Response | null> {
  const res = await ask(form.getAttribute("action") ?? location.href, { method: "POST", body });
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
  HTMLFormElement.prototype.submit.call(form);
}

function command(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

async function show(area: HTMLElement, html: string, morph: Morph): Promise<void> {
  const doc = new DOMParser().parseFromString(html, "text/html");
  const said = doc.querySelector<HTMLElement>(".said");
  said?.remove();
  document.querySelectorAll<HTMLDialogElement>("dialog[open]").forEach((d) => d.close());
  const before = area.querySelector("[data-focus]");
  await morph(area, doc.body.innerHTML);
  redraw();
  document.querySelectorAll(".toast").forEach((t) => t.remove());
  if (said) toast(said.textContent ?? "", said.dataset.kind ?? "");
  const focus = area.querySelector<HTMLElement>("[data-focus]");
  if (focus && focus !== before) focus.focus();
}

export function steps(morph: Morph): void {
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
    const body = new URLSearchParams();
    new FormData(form).forEach((v, k) => body.append(k, String(v)));
    if (button?.name) body.append(button.name, button.value);
    answer(form, body)
      .then(async (res) => {
        if (!res) return;
        const html = await res.text();
        if (res.status === 401) location.reload();
        else if (res.status >= 500) toast(words("failed"), "over");
        else if (!res.ok || /<html/i.test(html)) plainly(form, button);
        else {
          await show(area, html, morph);
          const id = form.isConnected && !area.contains(form) ? form.querySelector<HTMLInputElement>("[name=command]") : null;
          if (id) id.value = command();
        }
      })
      .catch(() => toast(words("lost"), "over"))
      .finally(() => (busy = false));
  }, true);
}

// What the last step said is said once, not again after a reload.
if (new URLSearchParams(location.search).has("said")) history.replaceState(null, "", location.pathname);
