// Reading aloud, where the browser can: a button with data-read reads the page's main part, and stops.

export function reader(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-read]");
  if (!button) return;
  if (!("speechSynthesis" in window)) {
    button.hidden = true;
    return;
  }
  button.hidden = false;
  button.addEventListener("click", () => {
    const reading = button.getAttribute("aria-pressed") === "true";
    speechSynthesis.cancel();
    button.setAttribute("aria-pressed", String(!reading));
    if (reading) return;
    const u = new SpeechSynthesisUtterance(document.querySelector<HTMLElement>("main")?.innerText ?? "");
    u.lang = document.documentElement.lang;
    u.onend = () => button.setAttribute("aria-pressed", "false");
    speechSynthesis.speak(u);
  });
}
