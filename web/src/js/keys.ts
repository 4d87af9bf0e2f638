// The key map of the staff's pages. A control names its key in data-key; the first one that can be seen and pressed is
// clicked, else the one that takes it as well (data-also). Letters, digits and signs count only while no text field has the
// focus, and can be switched off (WCAG 2.1.4).

const functionKeys = new Set(["F4", "F8", "F9"]);
const letters = new Set(["g", "z", "n"]);

function typing(t: EventTarget | null): boolean {
  if (!(t instanceof HTMLElement)) return false;
  if (t.isContentEditable || t instanceof HTMLTextAreaElement || t instanceof HTMLSelectElement) return true;
  return t instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "reset", "file"].includes(t.type);
}

function visible(el: HTMLElement): boolean {
  return el.getClientRects().length > 0 && !el.closest("[inert]");
}

function controls(key: string): HTMLElement[] {
  const root: ParentNode = document.querySelector("dialog[open]") ?? document;
  const pressed = (name: string) => [...root.querySelectorAll<HTMLElement>(`[data-${name}]`)]
    .filter((el) => el.dataset[name] === key && visible(el) && !(el as HTMLButtonElement).disabled && el.ariaDisabled !== "true");
  return [...pressed("key"), ...pressed("also")];
}

// press clicks (or, for a field, focuses) the control of that key.
function press(key: string): boolean {
  const el = controls(key)[0];
  if (!el) return false;
  if (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) {
    el.focus();
    el.select();
  } else el.click();
  return true;
}

// mark sets the line that has the focus (or the first one still open) to its n-th choice and goes on to the next.
function mark(n: number): boolean {
  const lines = [...document.querySelectorAll<HTMLElement>("[data-line]")].filter(visible);
  const at = lines.findIndex((l) => l.contains(document.activeElement));
  const line = lines[at] ?? lines.find((l) => !l.querySelector("input:checked")) ?? lines[0];
  if (!choose(line, n)) return false;
  byKeys = true;
  focus(lines[lines.indexOf(line!) + 1] ?? line!);
  return true;
}

// markAll sets the lines that are still open, for what was marked otherwise was looked at; when none is open, all of them.
function markAll(): boolean {
  const lines = [...document.querySelectorAll<HTMLElement>("[data-line]")].filter(visible);
  const open = lines.filter((l) => !l.querySelector("input:checked"));
  const set = (open.length ? open : lines).filter((l) => choose(l, 1, true));
  byKeys = set.length > 0;
  told(set[set.length - 1]?.querySelector("input:checked")); // one word for all: what they come to is asked once
  return byKeys;
}

// Whoever marks by keys and has looked at every line goes on with what is to be said about them.
let byKeys = false;
function goOn(): void {
  const open = [...document.querySelectorAll<HTMLElement>("[data-line]")].some((l) => visible(l) && !l.querySelector("input:checked"));
  if (byKeys && !open && !typing(document.activeElement)) document.querySelector<HTMLElement>("#verdict [data-what]")?.focus();
  byKeys = false;
}

// besides tells whether a field stands in a form with lines to be marked, and takes figures only: no sign is ever meant for it.
function besides(t: EventTarget | null): boolean {
  return t instanceof HTMLInputElement && ["tel", "numeric"].includes(t.inputMode) && !!t.form?.querySelector("[data-line]");
}

// along moves from line to line, and from the fields of their form to the first.
function along(t: EventTarget | null, step: number): boolean {
  const lines = [...document.querySelectorAll<HTMLElement>("[data-line]")].filter(visible);
  const at = lines.findIndex((l) => l.contains(t as Node));
  const field = t instanceof HTMLInputElement && ["text", "tel"].includes(t.type) && !t.list && t.form?.contains(lines[0] ?? null);
  if (at < 0 && (step < 0 || !(field || t === document.body))) return false;
  const line = lines[at + step];
  if (line) focus(line);
  return at >= 0 || !!line;
}

function told(box: Element | null | undefined): void {
  box?.dispatchEvent(new Event("change", { bubbles: true }));
}

function choose(line: HTMLElement | undefined, n: number, quiet = false): boolean {
  const box = line?.querySelectorAll<HTMLInputElement>("input[type=radio]")[n - 1];
  if (!box || box.disabled) return false;
  if (!box.checked) {
    box.checked = true;
    if (!quiet) told(box);
  }
  return true;
}

function focus(line: HTMLElement): void {
  (line.querySelector<HTMLElement>("input:checked") ?? line.querySelector<HTMLElement>("input, a, button"))?.focus();
}

// row moves between the rows of a list: each row's main link carries data-row.
function row(step: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter(visible);
  if (!rows.length) return false;
  const at = rows.findIndex((r) => r === document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))]!.focus();
  return true;
}

// between tells whether the arrows go through what was found: from a hit, or from the field of the search.
function between(t: EventTarget | null): boolean {
  return t instanceof HTMLElement && (t === document.body || t.hasAttribute("data-row") || t.getAttribute("type") === "search");
}

function sheet(): boolean {
  const d = document.querySelector<HTMLDialogElement>("dialog#keys");
  if (!d) return false;
  if (d.open) d.close();
  else d.showModal();
  return true;
}

function escape(): boolean {
  const open = document.querySelector<HTMLDetailsElement>("details.account[open]");
  if (!open) return false;
  open.open = false;
  open.querySelector("summary")?.focus();
  return true;
}

function submit(): boolean {
  if (press("Ctrl+Enter")) return true;
  const form = document.activeElement?.closest("form");
  const main = form?.querySelector<HTMLElement>("[type=submit][data-key=F2]"); // what it says goes along
  form?.requestSubmit ? form.requestSubmit(main) : form?.submit();
  return !!form;
}

// The next right thing changes under the finger: F2 counts once, until one has seen what it did.
const pause = 600;
let lastNext = -pause;
function next(): boolean {
  if (performance.now() - lastNext < pause) return true;
  const done = press("F2");
  if (done) lastNext = performance.now();
  return done;
}

export const lettersOff = (): boolean => {
  try { return localStorage.getItem("letters") === "off"; } catch { return false; }
};

function handle(e: KeyboardEvent): boolean {
  if (e.isComposing || e.altKey || e.metaKey) return false;
  if (e.ctrlKey) return e.key === "Enter" && submit();
  if (e.key === "F2") return next();
  if (functionKeys.has(e.key)) return press(e.key);
  if (e.key === "Escape") return escape();
  if ((e.key === "ArrowDown" || e.key === "ArrowUp") && document.querySelector(".found") && between(e.target)) {
    return row(e.key === "ArrowDown" ? 1 : -1);
  }
  if ((e.key === "ArrowDown" || e.key === "ArrowUp") && !e.shiftKey) return along(e.target, e.key === "ArrowDown" ? 1 : -1);
  if (lettersOff()) return false;
  if (e.shiftKey && e.code === "Digit1" && besides(e.target)) return markAll();
  if (typing(e.target)) return false;
  const digit = /^(?:Digit|Numpad)([1-4])$/.exec(e.code)?.[1];
  if (digit) return e.shiftKey ? digit === "1" && markAll() : press(digit) || mark(Number(digit));
  const slash = e.code === "Slash"; // by its place, for an input method may turn it into 、
  if (e.key === "?" || (slash && e.shiftKey)) return sheet();
  if (e.key === "/" || slash) return press("/");
  const k = e.key.toLowerCase();
  if (k === "j") return row(1);
  if (k === "k") return row(-1);
  return letters.has(k) && press(k.toUpperCase());
}

export function keys(): void {
  document.addEventListener("htmx:after:swap", goOn);
  document.addEventListener("keydown", (e) => { if (!e.repeat && handle(e)) e.preventDefault(); });
  document.addEventListener("click", (e) => {
    if ((e.target as Element).closest("[data-open-keys]")) sheet();
  });
  const box = document.querySelector<HTMLInputElement>("#letters");
  if (!box) return;
  box.checked = !lettersOff();
  box.addEventListener("change", () => {
    try { localStorage.setItem("letters", box.checked ? "on" : "off"); } catch { /* private mode */ }
  });
}
