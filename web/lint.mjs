// Nothing unsupported without a fallback: doiuse over the built styles, eslint-plugin-compat over the built scripts, both
// for Chromium 90; and no inline style, no inline script, no Chinese word in a *.templ.
import doiuse from "doiuse";
import postcss from "postcss";
import { ESLint } from "eslint";
import compat from "eslint-plugin-compat";
import fs from "node:fs";
import path from "node:path";

const here = path.dirname(new URL(import.meta.url).pathname);
const dist = path.join(here, "dist");
const browsers = ["chrome 90"];
// Known in part by old browsers; the part that we use they know.
const spared = {
  "text-decoration": "style in the shorthand: since 57; without it a plain underline",
  "css-sticky": "only thead and tr were missing; we stick th, rail and bars",
  "multicolumn": "break-inside: avoid works in print",
  "css-text-indent": "only each-line and hanging are missing",
};
// Spelled out, because a feature list may know less than we do.
const never = [/color-mix\(/, /light-dark\(/, /oklch\(/, /:has\(/, /@layer/, /@container/, /\d[dsl]vh\b/, /@starting-style/, /\bpopover\b/];
const faults = [];

for (const f of fs.readdirSync(dist).filter((f) => f.endsWith(".css"))) {
  const css = fs.readFileSync(path.join(dist, f), "utf8");
  const seen = new Set();
  await postcss([doiuse({ browsers, ignore: Object.keys(spared), onFeatureUsage: (u) => {
    const at = `${f}: ${u.feature}: ${u.usage.toString().slice(0, 90)}`;
    if (!seen.has(u.feature)) faults.push(at);
    seen.add(u.feature);
  } })]).process(css, { from: f });
  for (const re of never) if (re.test(css)) faults.push(`${f}: ${re}`);
}

const eslint = new ESLint({ overrideConfigFile: true, cwd: here, ignore: false, overrideConfig: [{
  files: ["**/*.js"], plugins: { compat }, rules: { "compat/compat": "error" },
  languageOptions: { ecmaVersion: 2022, sourceType: "script", globals: Object.fromEntries(
    ["window", "document", "fetch", "location", "navigator", "localStorage", "sessionStorage"].map((n) => [n, "readonly"])) },
  settings: { targets: browsers, browserslistOpts: {}, polyfills: ["Navigation"] /* htmx asks for it before use */ },
}] });
for (const r of await eslint.lintFiles(fs.readdirSync(dist).filter((f) => f.endsWith(".js")).map((f) => "dist/" + f))) {
  for (const m of r.messages) faults.push(`${path.basename(r.filePath)}: ${m.message}`);
}

function* templs(dir) {
  for (const e of fs.readdirSync(dir, { withFileTypes: true })) {
    const p = path.join(dir, e.name);
    if (e.isDirectory() && e.name !== "node_modules") yield* templs(p);
    else if (e.name.endsWith(".templ")) yield p;
  }
}
for (const root of ["internal", "web/gallery"]) for (const p of templs(path.join(here, "..", root))) {
  fs.readFileSync(p, "utf8").split("\n").forEach((line, i) => {
    const at = `${path.relative(path.join(here, ".."), p)}:${i + 1}: `;
    const code = line.replace(/^\s*\/\/.*|\s\/\/ .*$/, "");
    if (/\sstyle=|<style/.test(code)) faults.push(at + "an inline style");
    if (/\son[a-z]+=|<script>/.test(code)) faults.push(at + "an inline script");
    if (/\p{Script=Han}/u.test(code)) faults.push(at + "a Chinese word outside the catalogues");
  });
}

faults.forEach((f) => console.log(f));
console.log(faults.length ? `${faults.length} faults` : "clean: nothing that Chromium 90 lacks");
process.exit(faults.length ? 1 : 0);
