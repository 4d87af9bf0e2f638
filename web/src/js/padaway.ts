// The review pad while the server is away: the five levels about whatever service has just ended, kept without a name and told when
// the server is back.
import { serverNow } from "./clock";
import { alive, post, surely } from "./line";
import { all, put, remove } from "./store";

interface Answer { id: string; level: number; at: string }

const most = 200;
const every = 5000;

export function padAway(): void {
  const ask = document.querySelector<HTMLTemplateElement>("template[data-away]");
  const thanks = document.querySelector<HTMLTemplateElement>("template[data-away-thanks]");
  const main = document.querySelector<HTMLElement>("main");
  if (!ask || !thanks || !main || !("indexedDB" in window)) return;
  const at = ask.dataset.away!;
  let off = false;

  const show = (t: HTMLTemplateElement) => main.replaceChildren(t.content.cloneNode(true));

  async function keep(level: number): Promise<void> {
    const kept = await all<Answer>("answers");
    if (kept.length < most && level >= 1 && level <= 5) {
      const id = `${at}-${Math.round(serverNow())}-${kept.length}-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
      await put("answers", id, { id, level, at: new Date(serverNow()).toISOString() } satisfies Answer);
    }
    show(thanks!);
    window.setTimeout(() => { if (off) show(ask!); }, 4000);
  }

  async function tell(): Promise<void> {
    const answers = await all<Answer>("answers");
    if (!answers.length) return;
    const a = await post<unknown>(`/api/v1/pads/${at}/later`, { answers }, 15_000);
    if (a.body) await remove("answers", answers.map((x) => x.id));
  }

  async function cut(): Promise<void> {
    if (off || (await surely())) return;
    off = true;
    if (!main!.querySelector("form[data-ask] input:checked")) show(ask!); // whoever has begun to answer goes on
  }

  async function look(): Promise<void> {
    if (!off) {
      if (!(await alive())) await cut();
      else await tell().catch(() => undefined);
      return;
    }
    if (!(await alive())) {
      if (!main!.querySelector("form, [role=status]")) show(ask!); // what was asked before has closed
      return;
    }
    try {
      await tell();
      off = false;
      location.replace("/pad/" + at);
    } catch { /* away again */ }
  }

  // A pad never leaves its page for one that is not there: whoever asks the server first knows that it answers.
  let sending = false;
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    if (!form.matches("[data-pad-away], [data-ask]") || form.dataset.sure) return;
    e.preventDefault();
    if (sending) return;
    sending = true;
    const button = (e as SubmitEvent).submitter as HTMLButtonElement | null;
    const level = Number(new FormData(form).get("level") ?? 0);
    const go = async () => {
      if (form.matches("[data-ask]") && (await surely())) {
        form.dataset.sure = "1";
        if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
        form.submit();
        return;
      }
      off = true;
      await keep(button?.name === "decline" ? 0 : level);
    };
    void go().finally(() => (sending = false));
  });
  document.addEventListener("live:lost", () => void cut());
  window.setInterval(() => void look(), every);
  void tell().catch(() => undefined);
}
