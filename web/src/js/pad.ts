// The review pad: a question nobody touches goes away by itself, and a touch gives it its time again, up to a limit that
// the server set. What is left after it is the quiet page that came along with the question.
import { serverNow } from "./clock";

const warn = 20_000;

let form: HTMLFormElement | null = null;
let until = 0;

function find(): void {
  const now = document.querySelector<HTMLFormElement>("[data-ask]");
  if (now === form) return;
  form = now;
  until = now ? Number(now.dataset.closes) : 0;
}

function touch(): void {
  if (!form) return;
  until = Math.min(Math.max(until, serverNow() + warn * 2), Number(form.dataset.limit));
}

function close(): void {
  if (form && !form.closest("[data-live]")) {
    location.replace(form.action);
    return;
  }
  const quiet = document.querySelector<HTMLTemplateElement>("template[data-idle]");
  form?.replaceWith(quiet ? quiet.content.cloneNode(true) : "");
  form = null;
}

function look(): void {
  find();
  if (!form) return;
  const left = until - serverNow();
  if (left <= 0) {
    close();
    return;
  }
  const word = form.querySelector<HTMLElement>("[data-left]");
  if (word) word.textContent = left < warn ? (word.dataset.left ?? "").replace("{n}", String(Math.ceil(left / 1000))) : "";
}

if (document.querySelector(".pad")) {
  document.addEventListener("pointerdown", touch);
  document.addEventListener("change", touch);
  window.setInterval(look, 500);
  const back = document.querySelector<HTMLElement>("[data-back]");
  if (back) window.setTimeout(() => location.replace(back.dataset.back!), 4000);
}
