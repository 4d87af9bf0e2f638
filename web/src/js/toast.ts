// What happened, said once: in a corner, and aloud to screen readers (role=status).

// linger takes a toast away when it has been read.
function linger(el: Element): void {
  window.setTimeout(() => el.remove(), el.classList.contains("toast-over") ? 12_000 : 6_000);
}

export function toast(text: string, kind = ""): void {
  const region = document.querySelector<HTMLElement>(".toasts");
  if (!region || !text) return;
  const el = document.createElement("div");
  el.className = "toast" + (kind ? " toast-" + kind : "");
  el.textContent = text;
  region.append(el);
  linger(el);
}

// What the page said when it came goes as well.
document.querySelectorAll(".toast").forEach(linger);

// words gives a text of the page's toast region, such as data-lost.
export const words = (name: string): string => document.querySelector<HTMLElement>(".toasts")?.dataset[name] ?? "";
